"""Persons without accounts: who keeps and sees them, and how an account claims its record."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from hoaip import grants
from hoaip.accounts.actions import accept, name_delegate
from hoaip.calendar import KABUL
from hoaip.models import AuditEntry, Invitation, Person, Stakeholder, User
from hoaip.persons.actions import create_person
from meetings.actions import name_heads
from meetings.models import Attendance, Meeting, MeetingCbm

TODAY = date(2026, 6, 10)
KEY = {"idempotency_key": "p" * 20}
TYPED = {
    "stakeholder": "pakistan",
    "name_latin": "Sample Officer",
    "name_arabic": "نمونه",
    "function": "Desk officer",
    "email": "Desk@Example.org",
    "phone": "+92 51 000",
    **KEY,
}


@pytest.fixture(autouse=True)
def _on_that_day(cast):
    with time_machine.travel(datetime(2026, 6, 10, 9, tzinfo=KABUL), tick=False):
        grants.sync_all()
        yield


def enter(cast, code="PK", email="desk@example.org", **more):
    fields = {"name_latin": "Sample Officer", "name_arabic": "", "function": "", "email": email, "phone": ""} | more
    return create_person(stakeholder=cast.stakeholders.get(code), today=TODAY, by=cast.adm, **fields)


def text_of(cast, who, path):
    return cast.client(who).get(path).content.decode()


def test_a_delegate_enters_a_person_of_the_own_state_once(cast):
    browser = cast.client("del_pk")

    answers = [browser.post("/persons/new/", TYPED) for _twice in range(2)]

    person = Person.objects.get()
    assert [answer["Location"] for answer in answers] == [f"/persons/{person.uid}/"] * 2
    assert (person.stakeholder.code, person.email, person.user) == ("PK", "desk@example.org", None)
    assert (person.called("en"), person.called("fa-af")) == ("Sample Officer", "نمونه")
    assert AuditEntry.objects.get().action == "person.create"


def test_a_delegate_enters_nobody_for_another_state_nor_for_nobody(cast):
    for stakeholder in ("kazakhstan", ""):
        answer = cast.client("del_pk").post("/persons/new/", TYPED | {"stakeholder": stakeholder})
        assert answer.status_code == 422
        assert 'id="id_stakeholder_error"' in answer.content.decode()
    assert not Person.objects.exists()
    assert cast.client("adm").post("/persons/new/", TYPED | {"stakeholder": ""}).status_code == 302


def test_who_sees_whose_addresses(cast):
    person = enter(cast)
    seen = {
        key
        for key in cast.people
        if any("desk@example.org" in text_of(cast, key, path) for path in ("/persons/", f"/persons/{person.uid}/"))
    }

    assert seen == {"adm", "del_pk", "fp_dm", "fp_dm_deputy"}
    assert {key for key, user in cast.people.items() if Person.objects.visible_to(user).exists()} == seen


@pytest.mark.parametrize("path", ["/", "/cbms/dm/", "/stakeholders/pakistan/", "/stakeholders/", "/meetings/"])
def test_no_public_page_names_a_person(cast, path):
    enter(cast)

    assert "Sample Officer" not in cast.client().get(path).content.decode()


def test_the_same_address_twice_is_refused_within_a_state_alone(cast):
    enter(cast)

    answer = cast.client("del_pk").post("/persons/new/", TYPED | {"email": "DESK@example.org"})

    assert answer.status_code == 422
    assert "has this address already" in answer.content.decode()
    # What another state keeps is not told.
    assert cast.client("del_kz").post("/persons/new/", TYPED | {"stakeholder": "kazakhstan"}).status_code == 302


def invited(cast, email, **more):
    invitation = {"full_name": "Sample new", "expires_at": timezone.now() + timedelta(hours=60), "invited_by": cast.adm}
    return Invitation.objects.create(email=email, token_hash=Invitation.digest("token"), **invitation, **more)


def accepted():
    return accept("token", full_name="Sample new", password="a long one", calendar="gregorian", now=timezone.now())


def test_an_accepted_invitation_claims_the_record(cast):
    person = enter(cast)
    invited(cast, "desk@example.org", role="delegate", stakeholder=cast.stakeholders["PK"])

    user = accepted()

    person.refresh_from_db()
    assert person.user == user
    assert Person.objects.count() == 1
    assert AuditEntry.objects.filter(action="person.claim").count() == 1


def test_a_record_in_the_list_of_another_state_is_not_claimed(cast):
    enter(cast, "KZ")
    invited(cast, "desk@example.org", role="delegate", stakeholder=cast.stakeholders["PK"])

    user = accepted()

    assert not Person.objects.filter(user=user).exists()


def test_staff_claim_only_who_speaks_for_nobody(cast):
    enter(cast, "KZ")
    guest = enter(cast, None)
    invited(cast, "desk@example.org", role="reviewer", process=cast.process)

    user = accepted()

    guest.refresh_from_db()
    assert guest.user == user


def confirmed(user, *, verified=True):
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


@pytest.mark.parametrize("verified", [True, False])
def test_a_new_delegation_claims_by_a_confirmed_address_alone(cast, verified):
    person = enter(cast, "CN", email="late@example.org")
    user = confirmed(User.objects.create(email="late@example.org", full_name="Sample late"), verified=verified)

    name_delegate(user, stakeholder=cast.stakeholders["CN"], from_on=TODAY, reason="Note.", by=cast.adm)

    person.refresh_from_db()
    assert person.user == (user if verified else None)


def test_who_has_an_account_is_linked_at_once(cast):
    confirmed(cast.del_pk)

    assert enter(cast, email="del_pk@example.org").user == cast.del_pk
    assert enter(cast, "KZ", email="del_pk@example.org").user is None


def test_a_stale_correction_shows_both(cast):
    person = enter(cast)
    address = f"/persons/{person.uid}/edit/"
    browser = cast.client("del_pk")
    fields = {"name_latin": "Sample Other", "name_arabic": "", "function": "", "email": "", "phone": "", "left_on": ""}
    assert browser.post(address, fields | {"version": "1"}).status_code == 302

    answer = cast.client("adm").post(address, fields | {"name_latin": "Sample Third", "version": "1"})

    assert answer.status_code == 409
    assert Person.objects.get().name_latin == "Sample Other"
    assert "Third" in answer.content.decode()


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"name_latin": " "}, "hoaip_person_named"),
        ({"left_on": date(2010, 1, 1)}, "hoaip_person_left"),
        ({"email": "DESK@example.org"}, "hoaip_person_email_once"),
    ],
)
def test_the_database_keeps_its_promises(cast, columns, constraint):
    enter(cast)
    other = enter(cast, email="other@example.org")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(**columns)


def test_two_guests_do_not_share_an_address(cast):
    enter(cast, None)
    other = enter(cast, None, email="")

    with pytest.raises(IntegrityError, match="hoaip_person_email_once"), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(email="desk@example.org")


@pytest.mark.parametrize("many", [1, 3, 40])
@pytest.mark.parametrize(("who", "statements"), [("adm", 7), ("del_pk", 7), ("fp_dm", 7)])
def test_the_list_asks_the_same_number_of_questions(cast, many, who, statements, django_assert_num_queries):
    for number in range(many):
        enter(cast, email=f"one{number}@example.org")
    browser = cast.client(who)
    browser.get("/persons/")

    # Session, account, version, holdings; whose persons these are, the rows, one's own filters.
    with django_assert_num_queries(statements):
        browser.get("/persons/")


@pytest.fixture
def held(cast):
    meeting = Meeting.objects.create(
        process=cast.process,
        type="rtgm",
        state="held",
        starts_on=date(2026, 6, 2),
        ends_on=date(2026, 6, 2),
        host=cast.stakeholders["PK"],
        created_by=cast.rev,
        has_cbm=True,
    )
    MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms["dm"])
    for code in ("PK", "KZ"):
        Attendance.objects.create(
            meeting=meeting, stakeholder=cast.stakeholders[code], answer="present", capacity="lead"
        )
    return meeting


def test_a_head_of_delegation_is_a_text_and_a_person(cast, held):
    person = enter(cast)
    page = f"/meetings/{held.uid}/"
    fields = {"text-pakistan": "H.E. Sample", "person-pakistan": str(person.uid), "text-kazakhstan": "", "version": "1"}

    assert cast.client("fp_dm").post(f"{page}heads/", fields | {"person-kazakhstan": ""}).status_code == 302

    row = Attendance.objects.get(stakeholder=cast.stakeholders["PK"])
    assert (row.head_of_delegation, row.head) == ("H.E. Sample", person)
    readers = ("fp_ct", "rev", "adm", "del_kz", "del_au")
    assert [key for key in readers if "H.E. Sample" in text_of(cast, key, page)] == ["rev", "adm", "del_kz"]
    assert "H.E. Sample" not in cast.client().get(page).content.decode()


def test_nobody_heads_the_delegation_of_another_state(cast, held):
    person = enter(cast)
    form = {"person-kazakhstan": str(person.uid), "version": "1"}

    assert cast.client("fp_dm").post(f"/meetings/{held.uid}/heads/", form).status_code == 422
    with pytest.raises(IntegrityError, match="meetings_attendance_head_of_stakeholder"), transaction.atomic():
        Attendance.objects.filter(stakeholder=cast.stakeholders["KZ"]).update(head=person)


def test_heads_outlive_an_edit_of_the_attendance(cast, held):
    pk = cast.stakeholders["PK"]
    name_heads(held, heads={pk.pk: ("H.E. Sample", None, 4)}, version=1, by=cast.fp_dm)
    fields = {
        **{"cbm": "dm", "type": "rtgm", "date_precision": "day", "starts_on": "2026-06-02", "host": "pakistan"},
        **{"attendance-pakistan": "remote", "save": "held", "version": "2"},
    }

    assert cast.client("fp_dm").post(f"/meetings/{held.uid}/edit/", fields).status_code == 302

    row = Attendance.objects.get(stakeholder=pk)
    assert (row.answer, row.head_of_delegation, row.size) == ("remote", "H.E. Sample", 4)


def test_the_size_of_a_delegation_is_written_and_read_where_its_head_is(cast, held):
    page = f"/meetings/{held.uid}/"
    form = {"size-pakistan": "4", "size-kazakhstan": "0", "version": "1"}

    assert cast.client("fp_dm").post(f"{page}heads/", form).status_code == 302

    assert dict(Attendance.objects.values_list("stakeholder__code", "size")) == {"PK": 4, "KZ": 0}
    assert AuditEntry.objects.get().changes["head.pakistan"][1]["size"] == 4
    assert [key for key in ("rev", "adm", "del_kz", "del_au") if "4 persons" in text_of(cast, key, page)] == [
        "rev",
        "adm",
        "del_kz",
    ]
    assert "0 persons" in text_of(cast, "rev", page)
    assert "۴ نفر" in text_of(cast, "rev", f"/fa-af{page}")
    assert 'name="size-pakistan" value="4"' in cast.client("fp_dm").get(f"{page}heads/").content.decode()
    emptied = form | {"size-pakistan": "", "version": "2"}
    assert cast.client("fp_dm").post(f"{page}heads/", emptied).status_code == 302
    assert Attendance.objects.get(stakeholder__code="PK").size is None


@pytest.mark.parametrize("size", ["1000", "-1", "four", "4.5"])
def test_a_size_that_is_none_is_refused_and_stays_typed(cast, held, size):
    form = {"size-pakistan": size, "text-pakistan": "H.E. Sample", "version": "1"}

    answer = cast.client("fp_dm").post(f"/meetings/{held.uid}/heads/", form)

    assert answer.status_code == 422
    assert f'value="{size}"' in answer.content.decode()
    assert "H.E. Sample" in answer.content.decode()
    assert not Attendance.objects.exclude(size=None).exists()


def test_no_delegation_has_a_thousand_persons(held):
    with pytest.raises(IntegrityError, match="meetings_attendance_size"), transaction.atomic():
        Attendance.objects.update(size=1000)


def test_a_stakeholder_with_persons_stays_in_the_register(cast):
    country = Stakeholder.objects.create(kind="country", code="GE", slug="georgia", name_en="Georgia")
    create_person(stakeholder=country, today=TODAY, by=cast.adm, name_latin="Sample", email="")

    assert cast.client("adm").post("/manage/stakeholders/georgia/delete/", KEY).status_code == 409
