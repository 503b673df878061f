"""Rows of the register, CBMs, conferences, people, accounts and the house."""

from tests.expectation.knowing import as_csv, code_dm, knows_plan, plan, reads_plan
from tests.expectation.rows import (
    ADM,
    AWAY,
    CT_MEMBERS,
    DELEGATES,
    DIR,
    DM_MEMBERS,
    DONE,
    EVERYBODY,
    FP,
    FP_CT,
    FP_DM,
    FRAME,
    FRESH,
    MINISTRY,
    NONE,
    PAGE,
    REFUSED_FORM,
    REV,
    SIGNED_IN,
    SIGNED_OUT,
    UNKNOWN,
    Case,
    by_role,
    f,
    open_page,
    row,
)
from tests.plans import PLANS
from tests.world import TOKEN


def plan_text(keys=PLANS, **more):
    """A way to take the text along: whoever only knows that the plan is, is told so."""
    return row(
        "GET",
        *(
            Case(
                key,
                may=reads_plan(key),
                see=knows_plan(key),
                kwargs=lambda world, key=key: {"uid": world.plans[key].uid, **more},
            )
            for key in keys
        ),
        is_open=True,
    )


def uid_of(name):
    return lambda world: {"uid": getattr(world, name).uid}


def event_of_adopted(world):
    return {"uid": world.plans["adopted"].events.get().uid}


def slug_pk(world):
    return {"slug": "pakistan"}


def person_au(world):
    return {"uid": world.del_au.uid}


def interest(key):
    return lambda world: {"uid": world.interests[key].uid}


# Whose delegates asked for a role, and the focal points of the CBM it is about; the house sees all.
INTERESTS = {"proposed": f(FP_DM, {"del_au"}), "brought": FP_DM, "declined": FP_CT}


HOUSE = f(REV, DIR, ADM)


def interest_step(may, *, sources=("proposed", "brought")):
    return row(
        "GET POST",
        *(
            Case(
                key,
                may=may(key),
                see=f(seers, HOUSE),
                kwargs=interest(key),
                body=lambda world, key=key: {"version": world.interests[key].version},
                wrong_state=frozenset() if key in sources else frozenset({"GET", "POST"}),
                post=frozenset({302, 422}),
            )
            for key, seers in INTERESTS.items()
        ),
    )


def contact(code):
    return lambda world: {"uid": world.contacts[code].uid}


# Persons: the own state's delegates, the focal points of the CBMs it takes part in, the administrator.
PERSONS = {"pk": f(FP_DM, {"del_pk"}, ADM), "tr": f(FP_CT, {"del_tr"}, ADM), "guest": ADM}


KEEPERS = {"pk": f({"del_pk"}, ADM), "tr": f({"del_tr"}, ADM), "guest": ADM}


# Names of technical focal points: the ministry and the administrator, members of the CBM, and the own delegates.
CONTACT_SEERS = {
    "dm": f(FP_DM, REV, DIR, ADM, DM_MEMBERS),
    "ct": f(FP_CT, REV, DIR, ADM, CT_MEMBERS),
}


def person_page(methods, may):
    return row(
        methods,
        *(
            Case(
                key,
                may=f(may[key]),
                see=f(seers),
                kwargs=lambda world, key=key: {"uid": world.persons[key].uid},
                body=lambda world, key=key: {"version": world.persons[key].version},
            )
            for key, seers in PERSONS.items()
        ),
    )


def contact_page(methods, may, **more):
    return row(
        methods,
        *(
            Case(code, may=f(may[code]), see=seers, kwargs=contact(code), **more)
            for code, seers in CONTACT_SEERS.items()
        ),
    )


def own(methods, *, get=PAGE, post=REFUSED_FORM, kwargs=None, body=None):
    return row(methods, Case("", may=f(SIGNED_IN), get=get, post=post, kwargs=kwargs, body=body))


ROUTES = {
    "healthz": open_page(),
    "readyz": open_page(get=frozenset({200, 503})),
    "styleguide": open_page(get=frozenset({404})),
    "hoaip:home": open_page(),
    "hoaip:audit_head": open_page(),
    "register:stakeholder_list": open_page(),
    "register:stakeholder_export": open_page(kwargs=as_csv),
    "register:stakeholder_detail": row(
        "GET",
        Case("known", may=f(EVERYBODY), see=f(EVERYBODY), kwargs=slug_pk),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"slug": "nowhere"}),
        is_open=True,
    ),
    "register:stakeholder_timeline": row(
        "GET",
        Case("known", may=f(EVERYBODY), see=f(EVERYBODY), kwargs=slug_pk),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"slug": "nowhere"}),
        is_open=True,
    ),
    "cbms:cbm_list": open_page(),
    "cbms:table": open_page(),
    "cbms:table_csv": open_page(),
    "cbms:cbm_detail": open_page(kwargs=code_dm),
    "cbms:cbm_history": open_page(kwargs=code_dm),
    "cbms:cbm_timeline": open_page(kwargs=code_dm),
    # Conferences and processes
    "conferences:conference_list": open_page(),
    "conferences:conference_export": open_page(kwargs=as_csv),
    "conferences:conference_detail": open_page(kwargs=lambda world: {"ordinal": 99}, see=f()),
    "conferences:process_detail": open_page(kwargs=lambda world: {"slug": "hoa-ip"}),
    "conferences:process_timeline": open_page(kwargs=lambda world: {"slug": "hoa-ip"}),
    # Expressions of interest
    "interests:interest_list": by_role("GET", f(FRAME, DELEGATES)),
    "interests:interest_export": by_role("GET", f(FRAME, DELEGATES), kwargs=as_csv),
    "interests:interest_new": by_role("GET POST", DELEGATES),
    "interests:interest_detail": row(
        "GET",
        *(
            Case(key, may=f(seers, HOUSE), see=f(seers, HOUSE), kwargs=interest(key))
            for key, seers in INTERESTS.items()
        ),
        Case("unknown", may=f(FRAME, DELEGATES), see=f(), kwargs=lambda world: {"uid": UNKNOWN}),
    ),
    "interests:interest_bring": interest_step(
        lambda key: f({"proposed": FP_DM, "brought": FP_DM, "declined": FP_CT}[key], REV)
    ),
    "interests:interest_decline": interest_step(lambda key: f(ADM)),
    "interests:interest_withdraw": interest_step(lambda key: f({"del_au"} if key == "proposed" else set())),
    # Persons and technical focal points
    "persons:person_list": by_role("GET", f(FP, ADM, DELEGATES)),
    # What carries addresses asks for the password when the sign-in is not fresh.
    "persons:person_export": by_role("GET", f(FP, ADM, DELEGATES), kwargs=as_csv, get=FRESH),
    "persons:person_new": by_role("GET POST", f(ADM, DELEGATES)),
    "persons:person_detail": person_page("GET", PERSONS),
    "persons:person_edit": person_page("GET POST", KEEPERS),
    "contacts:contact_list": by_role("GET", f(FP, ADM, DELEGATES)),
    "contacts:contact_export": by_role("GET", f(FP, ADM, DELEGATES), kwargs=as_csv, get=FRESH),
    "contacts:contact_new": by_role("GET POST", f(ADM, DELEGATES)),
    "contacts:contact_confirm": contact_page(
        "POST", {"dm": f(FP_DM, {"del_pk"}), "ct": f(FP_CT, {"del_tr"})}, post=DONE
    ),
    "contacts:contact_end": contact_page("GET POST", {"dm": f({"del_pk"}, ADM), "ct": f({"del_tr"}, ADM)}),
    # The administrator's screens
    "manage:untranslated": by_role("GET", ADM),
    "manage:index": by_role("GET", ADM),
    "manage:stakeholder_list": by_role("GET", ADM),
    "manage:stakeholder_export": by_role("GET", ADM, kwargs=as_csv),
    "manage:stakeholder_new": by_role("GET POST", ADM),
    "manage:stakeholder_edit": by_role("GET POST", ADM, kwargs=slug_pk),
    "manage:stakeholder_delete": by_role(
        "GET POST", ADM, kwargs=slug_pk, get=frozenset({200, 409}), post=frozenset({400, 409, 422})
    ),
    "manage:membership_new": by_role("GET POST", ADM),
    "manage:membership_end": by_role("GET POST", ADM, kwargs=uid_of("membership")),
    "measures:focal_point_list": by_role("GET", ADM),
    "measures:focal_point_new": by_role("GET POST", ADM),
    "measures:focal_point_end": by_role("GET POST", ADM, kwargs=uid_of("focal_point")),
    "measures:institution_list": by_role("GET", ADM),
    "measures:institution_new": by_role("GET POST", ADM),
    "measures:institution_edit": by_role("GET POST", ADM, kwargs=uid_of("institution")),
    "measures:institution_end": by_role("GET POST", ADM, kwargs=uid_of("institution")),
    "measures:cbm_edit": by_role("GET POST", ADM, kwargs=code_dm),
    "measures:fact_list": by_role("GET", MINISTRY),
    "measures:fact_export": by_role("GET", MINISTRY, kwargs=as_csv),
    "measures:role_confirm": by_role("POST", f(FP_DM, REV, DIR), kwargs=uid_of("role"), post=DONE),
    "measures:role_dispute": by_role("GET POST", f(FP_DM, REV, DIR), kwargs=uid_of("role")),
    "measures:institution_confirm": by_role("POST", f(FP_DM, REV, DIR), kwargs=uid_of("institution"), post=DONE),
    "measures:institution_dispute": by_role("GET POST", f(FP_DM, REV, DIR), kwargs=uid_of("institution")),
    "measures:plan_event_confirm": by_role("POST", f(FP_DM, REV, DIR), kwargs=event_of_adopted, post=DONE),
    "measures:plan_event_dispute": by_role("GET POST", f(FP_DM, REV, DIR), kwargs=event_of_adopted),
    "measures:membership_confirm": by_role("POST", f(REV, DIR), kwargs=uid_of("membership"), post=DONE),
    "measures:membership_dispute": by_role("GET POST", f(REV, DIR), kwargs=uid_of("membership")),
    "managed_conferences:conference_list": by_role("GET", ADM),
    "managed_conferences:conference_new": by_role("GET POST", ADM),
    "managed_conferences:conference_edit": by_role("GET POST", ADM, kwargs=uid_of("conference")),
    "managed_conferences:chair_new": by_role("GET POST", ADM),
    "managed_conferences:chair_edit": by_role("GET POST", ADM, kwargs=uid_of("chair")),
    "managed_conferences:process_edit": by_role("GET POST", ADM, kwargs=lambda world: {"slug": "hoa-ip"}),
    "managed_conferences:conference_confirm": by_role("POST", f(REV, DIR), kwargs=uid_of("conference"), post=DONE),
    "managed_conferences:conference_dispute": by_role("GET POST", f(REV, DIR), kwargs=uid_of("conference")),
    "managed_conferences:process_confirm": by_role("POST", f(REV, DIR), kwargs=uid_of("process"), post=DONE),
    "managed_conferences:process_dispute": by_role("GET POST", f(REV, DIR), kwargs=uid_of("process")),
    "managed_conferences:chair_confirm": by_role("POST", f(REV, DIR), kwargs=uid_of("chair"), post=DONE),
    "managed_conferences:chair_dispute": by_role("GET POST", f(REV, DIR), kwargs=uid_of("chair")),
    "rule:rule_edit": by_role("GET POST", ADM),
    "rule:blackout_new": by_role("POST", ADM),
    "rule:blackout_remove": by_role("POST", ADM, kwargs=lambda world: {"uid": UNKNOWN}, post=NONE),
    "holidays:holiday_list": by_role("GET", ADM),
    "holidays:holiday_new": by_role("GET POST", ADM),
    "holidays:holiday_edit": by_role("GET POST", ADM, kwargs=uid_of("holiday")),
    "holidays:holiday_remove": by_role("POST", ADM, kwargs=uid_of("holiday"), post=DONE),
    "holidays:holiday_restore": by_role("POST", ADM, kwargs=uid_of("holiday"), post=DONE),
    "holidays:weekend_edit": by_role("GET POST", ADM, kwargs=slug_pk),
    "hoaip:outbox_list": by_role("GET", ADM),
    # What carries addresses asks for the password when the sign-in is not fresh.
    "hoaip:outbox_export": by_role("GET", ADM, kwargs=as_csv, get=FRESH),
    "hoaip:outbox_retry": by_role("POST", ADM, kwargs=lambda world: {"uid": UNKNOWN}, post=NONE),
    "hoaip:job_list": by_role("GET", ADM),
    "hoaip:job_run": row(
        "POST",
        Case("a job", may=f(ADM), kwargs=lambda world: {"name": "sweep"}, post=DONE),
        # Every few seconds by itself: there is nothing to ask for.
        Case("a light one", may=f(ADM), kwargs=lambda world: {"name": "send_due_mail"}, post=NONE),
        Case("unknown", may=f(ADM), kwargs=lambda world: {"name": "nothing"}, post=NONE),
    ),
    "roles:role_list": by_role("GET", ADM),
    "roles:role_export": by_role("GET", ADM, kwargs=as_csv),
    "roles:role_new": by_role("GET POST", ADM),
    "roles:role_end": by_role("GET POST", ADM, kwargs=uid_of("role")),
    "accounts:people_list": by_role("GET", ADM),
    "accounts:people_export": by_role("GET", ADM, kwargs=as_csv, get=FRESH),
    "accounts:invitation_export": by_role("GET", ADM, kwargs=as_csv, get=FRESH),
    "accounts:people_invite": by_role("GET POST", ADM),
    "accounts:people_invitations": by_role("GET", ADM),
    "accounts:invitation_renew": by_role("POST", ADM, kwargs=uid_of("invitation"), post=DONE),
    "accounts:invitation_withdraw": by_role("POST", ADM, kwargs=uid_of("invitation"), post=DONE),
    "accounts:appointment_end": by_role("GET POST", ADM, kwargs=uid_of("appointment")),
    "accounts:delegation_end": by_role("GET POST", ADM, kwargs=uid_of("delegation")),
    "accounts:people_detail": by_role("GET", ADM, kwargs=person_au),
    "accounts:people_edit": by_role("GET POST", ADM, kwargs=person_au),
    "accounts:appointment_new": by_role("GET POST", ADM, kwargs=person_au),
    "accounts:delegation_new": by_role("GET POST", ADM, kwargs=person_au),
    "accounts:people_deactivate": by_role("GET POST", ADM, kwargs=person_au),
    "accounts:people_reactivate": by_role("GET POST", ADM, kwargs=person_au, get=DONE),
    # Nobody of the cast has a second factor: there is none to take away.
    "accounts:people_reset_factors": by_role("GET POST", ADM, kwargs=person_au, get=DONE),
    # One's own account
    "accounts:people_me": own("GET POST"),
    "accounts:session_end": row(
        "POST", Case("of nobody", may=f(SIGNED_IN), see=f(), kwargs=lambda world: {"pk": 987654321})
    ),
    "accounts:invitation_accept": row(
        "GET POST",
        Case("open", may=f(EVERYBODY), see=f(EVERYBODY), kwargs=lambda world: {"token": TOKEN}),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"token": "nothing-opens-with-this"}),
        is_open=True,
    ),
    # The pages of sign-in
    "account_login": row(
        "GET POST",
        Case("", may=f(EVERYBODY), answers={(p, m): {302} for p in SIGNED_IN for m in ("GET", "POST")}),
        is_open=True,
    ),
    "account_logout": row(
        "GET POST",
        Case("", may=f(EVERYBODY), post=DONE, answers={(p, "GET"): {302} for p in SIGNED_OUT}),
        is_open=True,
    ),
    "account_reauthenticate": own("GET POST"),
    "account_change_password": own("GET POST"),
    "account_reset_password": row("GET POST", Case("", may=f(EVERYBODY)), is_open=True),
    "account_reset_password_done": open_page(),
    "account_reset_password_from_key": row(
        "GET POST",
        Case(
            "unknown key",
            may=f(EVERYBODY),
            kwargs=lambda world: {"uidb36": "1", "key": "abcdef-0123456789abcdef"},
            post=frozenset({200, 302, 422}),
        ),
        is_open=True,
    ),
    "account_reset_password_from_key_done": open_page(),
    "mfa_index": own("GET"),
    # Without a sign-in half done it leads to the sign-in; nobody of the cast has a second factor, so there is none to
    # take away, to look at or to prove.
    "mfa_authenticate": row("GET POST", Case("", may=f(EVERYBODY), get=AWAY, post=AWAY), is_open=True),
    "mfa_reauthenticate": own("GET POST", get=DONE, post=DONE),
    "mfa_activate_totp": own("GET POST"),
    "mfa_deactivate_totp": own("GET POST", get=NONE, post=NONE),
    "mfa_view_recovery_codes": own("GET", get=NONE),
    "mfa_generate_recovery_codes": own("GET POST"),
    "mfa_download_recovery_codes": own("GET", get=NONE),
    "mfa_list_webauthn": own("GET"),
    "mfa_add_webauthn": own("GET POST"),
    "mfa_remove_webauthn": own("GET POST", kwargs=lambda world: {"pk": 987654321}, get=NONE, post=NONE),
    "mfa_reauthenticate_webauthn": own("GET POST", get=DONE, post=DONE),
    # What was typed
    "saving:draft_save": own("POST", kwargs=lambda world: {"form_key": "meeting-new"}, post=PAGE),
    "saving:draft_discard": own("POST", kwargs=lambda world: {"form_key": "meeting-new"}, post=DONE),
    "saving:kept_detail": own("GET", get=DONE),
    "outputs:plan_in_force": row(
        "GET",
        Case("known", may=f(EVERYBODY), see=f(EVERYBODY), kwargs=code_dm),
        Case("unknown", may=f(EVERYBODY), see=f(), kwargs=lambda world: {"code": "zz"}),
        is_open=True,
    ),
    "outputs:plan_print": plan_text(),
    # Each is a second of work: as many as there are kinds of readers.
    "outputs:plan_pdf": plan_text(("draft", "cleared")),
    "outputs:plan_word": plan_text(),
    "outputs:plan_activities": plan_text(kind="csv"),
    "outputs:plan_seal": row(
        "GET",
        *(Case(key, may=f(EVERYBODY), see=knows_plan(key), kwargs=plan(key)) for key in PLANS),
        is_open=True,
    ),
}
