"""Addresses of sign-in, one's own account, invitations and people.

The names of django-allauth have no namespace, because it asks for them without one; ours are `accounts:…`.
Left out on purpose: sign-up, change of e-mail (the administrator's), sign-in by code, social accounts.
"""

from django.urls import include, path, re_path

from hoaip.accounts import entrance, manage, team_admin, team_views, views

ours = [
    path("accounts/me/", views.people_me, name="people_me"),
    path("accounts/sessions/<int:pk>/end/", views.session_end, name="session_end"),
    path("invitations/<str:token>/", views.invitation_accept, name="invitation_accept"),
    path("manage/people/", manage.people_list, name="people_list"),
    path("manage/people/table.<export:kind>", manage.people_export, name="people_export"),
    path("manage/people/invite/", manage.people_invite, name="people_invite"),
    path("manage/people/invitations/", manage.people_invitations, name="people_invitations"),
    path("manage/people/invitations/table.<export:kind>", manage.invitation_export, name="invitation_export"),
    path("manage/people/invitations/<uuid:uid>/renew/", manage.invitation_renew, name="invitation_renew"),
    path("manage/people/invitations/<uuid:uid>/withdraw/", manage.invitation_withdraw, name="invitation_withdraw"),
    path("manage/people/appointments/<uuid:uid>/end/", manage.appointment_end, name="appointment_end"),
    path("manage/people/delegations/<uuid:uid>/end/", manage.delegation_end, name="delegation_end"),
    path("manage/people/delegations/", team_admin.team_list, name="team_list"),
    path("manage/people/delegations/<slug:slug>/", team_admin.team_detail, name="team_detail"),
    path("manage/people/delegations/<slug:slug>/managers/new/", team_admin.manager_new, name="manager_new"),
    path("manage/people/managers/<uuid:uid>/end/", team_admin.manager_end, name="manager_end"),
    path("manage/people/<uuid:uid>/managing/new/", team_admin.managing_new, name="managing_new"),
    path("manage/people/<uuid:uid>/", manage.people_detail, name="people_detail"),
    path("manage/people/<uuid:uid>/edit/", manage.people_edit, name="people_edit"),
    path("manage/people/<uuid:uid>/appointments/new/", manage.appointment_new, name="appointment_new"),
    path("manage/people/<uuid:uid>/delegations/new/", manage.delegation_new, name="delegation_new"),
    path("manage/people/<uuid:uid>/deactivate/", manage.people_deactivate, name="people_deactivate"),
    path("manage/people/<uuid:uid>/reactivate/", manage.people_reactivate, name="people_reactivate"),
    path("manage/people/<uuid:uid>/second-factor/", manage.people_reset_factors, name="people_reset_factors"),
]

# A delegation's own accounts, for who manages them.
own = [
    path("delegation/accounts/", team_views.home, name="home"),
    path("delegation/<slug:slug>/accounts/", team_views.account_list, name="account_list"),
    path("delegation/<slug:slug>/accounts/invite/", team_views.invite, name="invite"),
    path("delegation/<slug:slug>/accounts/<uuid:uid>/end/", team_views.access_end, name="access_end"),
    path(
        "delegation/<slug:slug>/accounts/invitations/<uuid:uid>/renew/",
        team_views.invitation_renew,
        name="invitation_renew",
    ),
    path(
        "delegation/<slug:slug>/accounts/invitations/<uuid:uid>/withdraw/",
        team_views.invitation_withdraw,
        name="invitation_withdraw",
    ),
]

urlpatterns = [
    path("", include((ours, "accounts"))),
    path("", include((own, "delegation"))),
    path("accounts/login/", entrance.account_login, name="account_login"),
    path("accounts/logout/", entrance.account_logout, name="account_logout"),
    path("accounts/reauthenticate/", entrance.account_reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", entrance.account_change_password, name="account_change_password"),
    path("accounts/password/reset/", entrance.account_reset_password, name="account_reset_password"),
    path(
        "accounts/password/reset/done/",
        entrance.account_reset_password_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrance.account_reset_password_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        entrance.account_reset_password_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/2fa/", entrance.mfa_index, name="mfa_index"),
    path("accounts/2fa/authenticate/", entrance.mfa_authenticate, name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", entrance.mfa_reauthenticate, name="mfa_reauthenticate"),
    path("accounts/2fa/totp/activate/", entrance.mfa_activate_totp, name="mfa_activate_totp"),
    path("accounts/2fa/totp/deactivate/", entrance.mfa_deactivate_totp, name="mfa_deactivate_totp"),
    path("accounts/2fa/recovery-codes/", entrance.mfa_view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "accounts/2fa/recovery-codes/generate/",
        entrance.mfa_generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "accounts/2fa/recovery-codes/download/",
        entrance.mfa_download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("accounts/2fa/webauthn/", entrance.mfa_list_webauthn, name="mfa_list_webauthn"),
    path("accounts/2fa/webauthn/add/", entrance.mfa_add_webauthn, name="mfa_add_webauthn"),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", entrance.mfa_remove_webauthn, name="mfa_remove_webauthn"),
    path(
        "accounts/2fa/webauthn/reauthenticate/",
        entrance.mfa_reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
]
