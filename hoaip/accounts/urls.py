"""Addresses of sign-in, one's own account, invitations and people.

The names of django-allauth have no namespace, because it asks for them without one; ours are `accounts:…`.
Left out on purpose: sign-up, change of e-mail (the administrator's), sign-in by code, social accounts.
"""

from django.urls import path, re_path

from hoaip.accounts import entrance

urlpatterns = [
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
