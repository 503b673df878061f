"""Technical focal points: named by their state, fresh for 365 days, confirmed with one POST."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cbms.actions import confirm_contact, end_contact, name_contact
from cbms.contacts import shares
from cbms.models import TechnicalContact
from hoaip import grants
from hoaip.calendar import KABUL
from hoaip.errors import Refused, WrongState
from hoaip.models import AuditEntry, Person, Stakeholder

TODAY = date(2026, 6, 10)


@pytest.fixture(autouse=True)
def _on_that_day(cast):
    with time_machine.travel(datetime(2026, 6, 10, 9, tzinfo=KABUL), tick=False):
        grants.sync_all()
        yield


def contact_of(cast, code="PK", cbm="dm", confirmed_on=None, from_on=date(2020, 1, 1)):
    stakeholder = cast.stakeholders[code]
    person = Person.objects.create(
        name_latin=f"Sample of {code}", stakeholder=stakeholder, email=f"{code.lower()}.{cbm}@example.org"
    )
    return TechnicalContact.objects.create(
        cbm=cast.cbms[cbm],
        person=person,
        stakeholder=stakeholder,
        from_on=from_on,
        last_confirmed_on=confirmed_on,
        confirmed_by=cast.adm if confirmed_on else None,
    )


@pytest.mark.parametrize(
    ("days", "fresh"), [(None, False), (0, True), (364, True), (365, True), (366, False), (4000, False)]
)
def test_a_contact_is_fresh_for_365_days(cast, days, fresh):
    contact = contact_of(cast, confirmed_on=None if days is None else TODAY - timedelta(days))

    assert contact.is_fresh(TODAY) is fresh
    assert TechnicalContact.objects.unconfirmed(TODAY).exists() is not fresh
    assert ("Sample of PK" in cast.client("adm").get("/contacts/").content.decode()) is not fresh
    page = cast.client("del_kz").get("/cbms/dm/").content.decode()
    part = page[page.index('id="contacts"') : page.index('id="contacts"') + 900]
    assert ("pill-unconfirmed" in part) is not fresh


def test_contacts_stand_in_the_order_of_names_in_the_language_of_the_page(cast):
    for code, name in {"IN": "هند", "CN": "چین", "KZ": "قزاقستان", "PK": "پاکستان"}.items():
        Stakeholder.objects.filter(code=code).update(name_fa=name)
        contact_of(cast, code)

    pages = {
        path: cast.client("adm").get(path).content.decode()
        for path in ("/contacts/", "/cbms/dm/", "/fa-af/contacts/", "/fa-af/cbms/dm/")
    }

    for path, page in pages.items():
        found = re.findall("Sample of ([A-Z]{2})", page)
        assert list(dict.fromkeys(found)) == (
            ["PK", "CN", "KZ", "IN"] if path.startswith("/fa-af/") else ["CN", "IN", "KZ", "PK"]
        ), path


@pytest.mark.parametrize("who", ["del_pk", "fp_dm", "fp_dm_deputy"])
def test_one_post_confirms(cast, who):
    contact = contact_of(cast)
    browser = cast.client(who)

    answers = [browser.post(f"/contacts/{contact.uid}/confirm/", {"back": "cbm"}) for _twice in range(2)]

    contact.refresh_from_db()
    assert [answer["Location"] for answer in answers] == ["/cbms/dm/#contacts"] * 2
    assert (contact.last_confirmed_on, contact.confirmed_by) == (TODAY, cast.people[who])
    assert AuditEntry.objects.filter(action="contact.confirm").count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("del_kz", 403), ("rev", 403), ("adm", 403), ("fp_ct", 404), ("del_tr", 404), ("del_au", 404)]
)
def test_others_do_not(cast, who, status):
    contact = contact_of(cast)

    assert cast.client(who).post(f"/contacts/{contact.uid}/confirm/").status_code == status
    with pytest.raises(Refused):
        confirm_contact(contact, today=TODAY, by=cast.people[who])


def test_names_are_for_members_and_the_ministry_and_addresses_for_fewer(cast):
    contact_of(cast)
    page = {key: cast.client(key).get("/cbms/dm/").content.decode() for key in [*cast.people, None]}
    round_ = {key: cast.client(key).get("/contacts/").content.decode() for key in cast.people}

    assert {key for key, text in page.items() if "Sample of PK" in text} == {
        *("fp_dm", "fp_dm_deputy", "rev", "rev_two", "dir", "adm"),
        *("del_pk", "del_kz", "del_in", "del_pl", "del_undp"),
    }
    assert not [key for key, text in page.items() if "pk.dm@example.org" in text]
    assert {key for key, text in round_.items() if "pk.dm@example.org" in text} == {
        *("fp_dm", "fp_dm_deputy", "adm", "del_pk")
    }


def test_a_delegate_is_asked_for_the_own_contacts_alone(cast):
    contact_of(cast)
    contact_of(cast, "KZ", confirmed_on=TODAY)

    asked = {key for key in ("del_pk", "del_kz", "fp_dm", "adm") if "Confirm them" in home(cast, key)}

    assert asked == {"del_pk"}


def home(cast, key):
    return cast.client(key).get("/").content.decode()


def test_whom_a_delegate_names_is_confirmed_and_whom_the_administrator_names_is_not(cast):
    person = contact_of(cast).person
    named = name_contact(cast.cbms["ce"], person=person, from_on=TODAY, today=TODAY, by=cast.del_pk)
    by_office = name_contact(cast.cbms["ri"], person=person, from_on=TODAY, today=TODAY, by=cast.adm)

    assert (named.last_confirmed_on, by_office.last_confirmed_on) == (TODAY, None)
    with pytest.raises(Refused):
        name_contact(cast.cbms["cn"], person=person, from_on=TODAY, today=TODAY, by=cast.del_kz)


def test_named_by_the_form_and_ended_by_it(cast):
    person = contact_of(cast).person
    browser = cast.client("del_pk")
    fields = {"cbm": "ce", "person": str(person.uid), "from_on": "1405-03-20", "until_on": ""}
    assert browser.post("/contacts/new/", fields).status_code == 302
    assert browser.post("/contacts/new/", fields).status_code == 422

    contact = TechnicalContact.objects.get(cbm=cast.cbms["ce"])
    answer = browser.post(f"/contacts/{contact.uid}/end/", {"until_on": "2026-06-30", "version": "1"})
    assert (answer.status_code, TechnicalContact.objects.get(pk=contact.pk).until_on) == (302, date(2026, 6, 30))
    assert browser.post(f"/contacts/{contact.uid}/end/", {"until_on": "2026-07-30", "version": "1"}).status_code == 409


def test_who_left_or_speaks_for_nobody_is_no_contact(cast):
    person = contact_of(cast).person
    Person.objects.filter(pk=person.pk).update(left_on=date(2026, 6, 1))
    person.refresh_from_db()
    guest = Person.objects.create(name_latin="Sample guest")

    for each in (person, guest):
        with pytest.raises(ValidationError):
            name_contact(cast.cbms["ce"], person=each, from_on=TODAY, today=TODAY, by=cast.adm)


def test_an_ended_contact_is_confirmed_no_more(cast):
    contact = end_contact(contact_of(cast), until_on=date(2026, 6, 9), by=cast.adm)

    with pytest.raises(WrongState):
        confirm_contact(contact, today=TODAY, by=cast.del_pk)


def test_the_share_confirmed_by_category(cast):
    contact_of(cast, confirmed_on=TODAY)
    contact_of(cast, "KZ")
    contact_of(cast, "PL", confirmed_on=date(2020, 1, 1))
    contact_of(cast, "UNDP", confirmed_on=TODAY)

    found = [(str(share.words), share.confirmed, share.total, share.percent) for share in shares(TODAY)]

    assert found == [
        ("Participating country", 1, 2, 50),
        ("Supporting country", 0, 1, 0),
        ("Supporting organization", 1, 1, 100),
        ("All", 2, 4, 50),
    ]
    assert "Share confirmed" in cast.client("adm").get("/contacts/").content.decode()
    assert "Share confirmed" not in cast.client("fp_dm").get("/contacts/").content.decode()


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"until_on": date(2019, 1, 1)}, "cbms_technicalcontact_days"),
        ({"last_confirmed_on": TODAY}, "cbms_technicalcontact_confirmed"),
        ({"stakeholder": "KZ"}, "cbms_technicalcontact_person_of_stakeholder"),
    ],
)
def test_the_database_keeps_its_promises(cast, columns, constraint):
    contact = contact_of(cast)
    if "stakeholder" in columns:
        columns = {"stakeholder": cast.stakeholders["KZ"]}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        TechnicalContact.objects.filter(pk=contact.pk).update(**columns)


def test_nobody_is_twice_a_contact_of_one_cbm(cast):
    contact = contact_of(cast)

    with pytest.raises(IntegrityError, match="cbms_technicalcontact_no_overlap"), transaction.atomic():
        TechnicalContact.objects.create(
            cbm=contact.cbm, person=contact.person, stakeholder=contact.stakeholder, from_on=TODAY
        )


@pytest.mark.parametrize("many", [1, 3, 9])
@pytest.mark.parametrize(("who", "statements"), [("adm", 7), ("fp_dm", 6), ("del_pk", 6)])
def test_the_round_asks_the_same_number_of_questions(cast, many, who, statements, django_assert_num_queries):
    for _number in range(many):
        person = Person.objects.create(name_latin="Sample", stakeholder=cast.stakeholders["PK"])
        TechnicalContact.objects.create(
            cbm=cast.cbms["dm"], person=person, stakeholder=person.stakeholder, from_on=TODAY
        )
    browser = cast.client(who)
    browser.get("/contacts/")

    # Session, account, holdings; the names of the CBMs, the rows, one's own filters; for the administrator the shares.
    with django_assert_num_queries(statements):
        browser.get("/contacts/")
