"""What bad input gets, on every form: a sentence or a refusal, nothing written, never a 500."""

import json
import re
from collections import Counter
from urllib.parse import unquote_to_bytes, urlencode

import pytest
from django.db import transaction
from django.urls import reverse

from hoaip import routes
from hoaip.models import AuditEntry
from tests.bad_input import forms
from tests.bad_input.values import BAD, BYTES
from tests.bad_input.world import entered
from tests.expectation.commitment_forms import register_forms
from tests.share import third_of
from tests.umbrella_forms import BUTTONS, UMBRELLA

FORMS = forms() | register_forms() | UMBRELLA
# Forms without a field of their own, those of the sign-in (which write no business row), and drafts.
WITHOUT_FIELDS = BUTTONS | {
    "meetings:meeting_recall": "one button",
    "meetings:record_agree": "its field is that of meetings:record_recall, and a comment is to be answered first",
    "meetings:meeting_hold": "its fields are those of the other steps",
    "agenda:item_discussed": "one button",
    "agenda:rest_discussed": "one button",
    "agenda:item_carry": "one button",
    "agenda:item_reconsider": "one button",
    "measures:role_confirm": "one button",
    "measures:plan_event_confirm": "one button",
    "measures:institution_confirm": "one button",
    "measures:membership_confirm": "one button",
    "managed_conferences:conference_confirm": "one button",
    "declarations:declaration_words": "one button",
    "managed_conferences:process_confirm": "one button",
    "managed_conferences:commitment_confirm": "one button",
    "managed_conferences:chair_confirm": "one button",
    "managed_conferences:declaration_confirm": "one button",
    "holidays:holiday_remove": "one button",
    "holidays:holiday_restore": "one button",
    "contacts:contact_confirm": "one button",
    "consultations:consultation_confirm": "one button",
    "commitments:commitment_answer_confirm": "one button",
    "consultations:consultation_remind": "one button",
    "reviews:review_claim": "one button",
    "reviews:comment_resolve": "one button",
    "reviews:comment_withdraw": "one button",
    "progress:period_accept": "one button",
    "progress:report_accept": "one button",
    "progress:milestone_accept": "one button",
    "progress:milestone_keep_day": "one button",
    "progress:period_edit": "its fields are named by the activities: tests/cbms/test_progress.py sweeps them",
    "search:filter_delete": "one button",
    "hoaip:outbox_retry": "one button",
    "hoaip:job_run": "one button",
    "accounts:invitation_renew": "one button",
    "accounts:invitation_withdraw": "one button",
    "accounts:session_end": "one button",
    "delegation:invitation_renew": "one button",
    "delegation:invitation_withdraw": "one button",
    "letters:letter_read": "one button",
    "letters:letters_read": "one button: tests/hoaip/test_own_letters.py",
    "watching:start": "one button: tests/hoaip/test_watching.py",
    "watching:stop": "one button: tests/hoaip/test_watching.py",
    "meetings:own_calendar": "one button",
    "meetings:own_calendar_end": "one button",
    "plans:plan_recall": "one button",
    "follow_up:action_begin": "one button",
    "follow_up:action_verify": "one button",
    "follow_up:action_new": "it names what it is for in its address: tests/conferences/test_actions.py",
    "viewing:stop": "one button",
    "handover:handover_withdraw": "one button",
    "handover:item_take": "one button",
    "plans:plan_new": "a plan is under way in each CBM of the world: tests/cbms/test_plan_pages.py",
}
ENTRANCE = {
    "account_login": {"login": "fp_dm@example.org", "password": "a long enough password"},
    "account_reset_password": {"email": "fp_dm@example.org"},
    "account_reauthenticate": {"password": "a long enough password"},
    "account_change_password": {"oldpassword": "a", "password1": "seventeen quiet rivers", "password2": "b"},
    "mfa_authenticate": {"code": "123456"},
    "saving:draft_save": {"title": "Typed"},
    "saving:draft_discard": {"back": "/"},
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with entered(django_db_blocker) as world:
        yield world


def send(world, person, address, fields, *, bad=None):
    """POST the fields; `bad` is (name, encoded value) in place of one. Returns (answer, the audit rows it wrote)."""
    plain = {
        name: value(world) if callable(value) else value
        for name, value in fields.items()
        if bad is None or name != bad[0]
    }
    kind = "application/x-www-form-urlencoded"
    if any(isinstance(value, bytes) for value in fields.values()):
        body, kind = multipart(plain, bad)
    else:
        body = urlencode(plain)
        if bad is not None:
            body += f"&{bad[0]}={bad[1]}"
    browser = world.browsers[person]
    cookies = browser.cookies.output(header="", sep=";")
    with transaction.atomic():
        before = AuditEntry.objects.count()
        response = browser.post(address, body, content_type=kind)
        written = list(AuditEntry.objects.order_by("sequence")[before:])
        transaction.set_rollback(True)
    if cookies != browser.cookies.output(header="", sep=";"):
        browser.cookies.load(cookies)
    return response, written


def multipart(plain, bad):
    """The fields as a form with a file sends them; bytes are a file. Returns (body, content type)."""
    parts = []
    for name, value in plain.items():
        more = b'; filename="record.pdf"' if isinstance(value, bytes) else b""
        parts.append((name, more, value if isinstance(value, bytes) else str(value).encode()))
    if bad is not None:
        parts.append((bad[0], b"", unquote_to_bytes(bad[1])))
    body = b"".join(
        b'--edge\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n' % (name.encode(), more, value)
        for name, more, value in parts
    )
    return body + b"--edge--\r\n", "multipart/form-data; boundary=edge"


def address_of(world, name, kwargs):
    return reverse(name, kwargs=kwargs(world) if kwargs else None)


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_the_form_as_it_should_be_is_written(world, name):
    person, kwargs, fields = FORMS[name]

    response, written = send(world, person, address_of(world, name, kwargs), fields)

    assert response.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", response.content.decode())[-3000:]
    assert written


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_bad_input_is_refused_and_writes_nothing(world, name):
    person, kwargs, fields = FORMS[name]
    address, wrong = address_of(world, name, kwargs), []
    for field in [*fields, "idempotency_key"]:
        for kind, value in third_of(BAD, name, field):
            response, written = send(world, person, address, fields, bad=(field, value))
            said = f"{field} = {kind}: {response.status_code}"
            if response.status_code not in (200, 302, 400, 403, 404, 409, 422):
                wrong.append(said)
            elif response.status_code != 302 and written:
                wrong.append(f"{said}, and wrote {written}")
            stored = json.dumps([[row.changes, row.reason] for row in written], ensure_ascii=False)
            if kind in BYTES and ("\ufffd" in stored or "\x00" in stored or "\\u0000" in stored):
                wrong.append(f"{said}, and stored a broken text")
            if kind in BYTES and response.status_code == 302 and field not in HARMLESS:
                wrong.append(f"{said}, taken in silence")
    assert not wrong, "\n".join(wrong)


# A box is ticked or not, whatever it carries; an unknown button is the plain one; a key that is no key is none. That a
# list is given says the name of its field alone.
HARMLESS = {
    "list",
    "without_mail",
    "another_meeting",
    "save",
    "idempotency_key",
    "confirm",
    "sure",
    "must_fix",
    "is_shared",
    "is_disputed",
    "is_summary",
    "is_actionable",
    "with_agenda",
    "with_actions",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ENTRANCE)
def test_the_entrance_bears_bad_input(world, name):
    fields, wrong = ENTRANCE[name], []
    kwargs = {"form_key": "meeting-new"} if name.startswith("saving:") else None
    person = "del_pk" if name not in ("account_login", "account_reset_password", "mfa_authenticate") else None
    for field in fields:
        for kind, value in BAD.items():
            response, written = send(world, person, reverse(name, kwargs=kwargs), fields, bad=(field, value))
            if response.status_code not in (200, 302, 400, 422, 429) or written:
                wrong.append(f"{field} = {kind}: {response.status_code} {written}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_every_form_is_swept(world):
    posting = {route["name"] for route in routes.all_routes() if "POST" in route["methods"]}
    third_party = {name for name in posting if name.startswith(("account_", "mfa_"))}

    assert posting - third_party - set(FORMS) - set(WITHOUT_FIELDS) - set(ENTRANCE) == set()


def test_over_all_forms_every_wrong_value_has_its_turn():
    turns = Counter()
    for name, (_who, _kwargs, fields) in FORMS.items():
        for field in fields:
            turns.update(kind for kind, _value in third_of(BAD, name, field))

    assert set(turns) == set(BAD)
    assert min(turns.values()) > 100
