"""Inviting to a meeting: who is offered, what is shown before anything is sent, who gets which letter; more, fewer."""

import re
from datetime import date

import pytest
import time_machine
from django.utils import timezone

from cbms.models import RoleAssignment, TechnicalContact
from hoaip.models import AuditEntry, Delegate, OutboxMessage, Person, User
from meetings import actions
from meetings.models import Call, Invitee, Meeting
from tests.meetings.test_calendar_page import make

DAY = date(2027, 3, 8)
MEMBERS = {"afghanistan", "india", "kazakhstan", "pakistan", "poland", "undp"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def planned(cast):
    """A DM meeting on 8 March 2027 in Islamabad that nobody outside knows of."""
    meeting = make(cast, DAY, host=cast.stakeholders["PK"], city="Islamabad", announced_at=None)
    meeting.refresh_from_db()
    return meeting


def page(cast, meeting, who="fp_dm", step="invite"):
    return cast.client(who).get(f"/meetings/{meeting.uid}/{step}/").content.decode()


def ticked(html):
    boxes = re.findall(r'<input type="checkbox" name="invite" value="([a-z-]+)"([^>]*)>', html)
    return {slug for slug, rest in boxes if "checked" in rest}, {slug for slug, rest in boxes if "checked" not in rest}


def hidden(html):
    found = {}
    for name, value in re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', html):
        found.setdefault(name, []).append(value)
    return {name: values for name, values in found.items() if name != "csrfmiddlewaretoken"}


def preview(cast, meeting, *slugs, who="fp_dm", step="invite", answer_by="2027-02-22", **more):
    body = {"list": "1", "invite": slugs, "answer_by": answer_by, **more}
    return cast.client(who).post(f"/meetings/{meeting.uid}/{step}/", body)


def confirm(cast, meeting, answer, who="fp_dm", step="invite", **more):
    body = hidden(answer.content.decode()) | {"confirm": "1"} | more
    return cast.client(who).post(f"/meetings/{meeting.uid}/{step}/", body)


def invite(cast, meeting, *slugs, **more):
    """By the two pages; returns the meeting as it stands then."""
    assert confirm(cast, meeting, preview(cast, meeting, *slugs, **more)).status_code == 302
    meeting.refresh_from_db()
    return meeting


def invited(meeting):
    return set(Invitee.objects.standing().filter(meeting=meeting).values_list("stakeholder__slug", flat=True))


def mailed(meeting, template="meeting_invite"):
    rows = OutboxMessage.objects.filter(object_uid=meeting.uid, template=template)
    return sorted(address.removesuffix("@example.org") for address in rows.values_list("address", flat=True))


def test_who_holds_a_role_on_the_day_is_ticked_and_others_of_the_process_are_offered(cast, planned):
    RoleAssignment.objects.filter(cbm=cast.cbms["dm"], stakeholder=cast.stakeholders["IN"]).update(
        until_on=date(2027, 3, 7)
    )
    RoleAssignment.objects.create(
        cbm=cast.cbms["dm"],
        stakeholder=cast.stakeholders["CN"],
        stakeholder_kind="country",
        role="participating",
        from_on=DAY,
    )

    html = page(cast, planned)

    chosen, offered = ticked(html)
    assert chosen == MEMBERS - {"india"} | {"china"}
    assert offered == {"adpc", "australia", "india", "iran", "turkey"}
    # By role, and within it by protocol.
    assert re.findall(r'value="(kazakhstan|pakistan|afghanistan|poland|undp)"', html) == [
        "kazakhstan",
        "pakistan",
        "afghanistan",
        "poland",
        "undp",
    ]
    assert 'value="2027-02-22"' in html


def test_the_preview_names_everybody_who_gets_a_letter_and_writes_nothing(cast, planned):
    answer = preview(cast, planned, "pakistan", "kazakhstan", "afghanistan", "australia")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "3 contacts get one letter each" in html
    assert all(name in html for name in ("Sample del_pk", "Sample del_kz", "Sample del_au"))
    assert "Sample del_in" not in html
    assert "The meeting has no agenda yet." in html
    unreachable = html[html.index("No address: tell them by note verbale") :]
    assert "Afghanistan" in unreachable[: unreachable.index("</section>")]
    assert "Pakistan" not in unreachable[: unreachable.index("</section>")]
    assert "Invitation: Disaster Management, 4th RTGM, Islamabad, 8 March 2027" in html
    planned.refresh_from_db()
    assert (planned.state, planned.is_public) == ("planned", False)
    assert not Invitee.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert not AuditEntry.objects.exists()


def test_confirmed_it_is_invited_once_with_one_letter_a_contact(cast, planned):
    shown = preview(cast, planned, "pakistan", "kazakhstan", "afghanistan", "australia")

    answers = [confirm(cast, planned, shown) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    planned.refresh_from_db()
    assert (planned.state, planned.is_public) == ("invited", True)
    assert invited(planned) == {"pakistan", "kazakhstan", "afghanistan", "australia"}
    assert mailed(planned) == ["del_au", "del_kz", "del_pk"]
    rows = {row.stakeholder.slug: (row.capacity, row.mails) for row in Invitee.objects.all()}
    assert rows["pakistan"] == ("lead", 1)
    assert rows["afghanistan"] == ("participating", 0)
    assert rows["australia"] == ("observer", 1)
    assert Invitee.objects.get(stakeholder__slug="pakistan").mail_key == f"meeting:{planned.uid}:invite:2"
    assert Invitee.objects.get(stakeholder__slug="afghanistan").mail_key == ""
    assert Call.objects.get().answer_by == date(2027, 2, 22)
    entry = AuditEntry.objects.get()
    assert entry.action == "meeting.invite"
    assert entry.changes["invited"][1] == [
        "kazakhstan lead",
        "pakistan lead",
        "afghanistan participating",
        "australia observer",
    ]


def test_a_bare_post_invites_those_with_a_role_as_before(cast, planned):
    answer = cast.client("fp_dm").post(f"/meetings/{planned.uid}/invite/", {"version": planned.version})

    planned.refresh_from_db()
    assert (answer.status_code, planned.state) == (302, "invited")
    assert invited(planned) == MEMBERS
    assert mailed(planned) == ["del_in", "del_kz", "del_pk", "del_pl", "del_undp"]


def test_without_mail_everybody_is_on_the_list_and_nobody_gets_a_letter(cast, planned):
    shown = preview(cast, planned, "pakistan", "india", without_mail="on")
    confirm(cast, planned, shown)

    assert "No letter goes out: they are invited without mail." in shown.content.decode()
    assert invited(planned) == {"pakistan", "india"}
    assert set(Invitee.objects.values_list("mails", "mail_key")) == {(0, "")}
    assert mailed(planned) == []


def test_a_technical_focal_point_without_an_account_gets_a_letter_once(cast, planned):
    known = {"stakeholder": cast.stakeholders["PK"]}
    for number, email in enumerate(("contact.pk@example.org", "del_pk@example.org", "")):
        person = Person.objects.create(name_latin=f"Contact {number}", email=email, **known)
        TechnicalContact.objects.create(cbm=cast.cbms["dm"], person=person, from_on=date(2020, 1, 1), **known)
    elsewhere = Person.objects.create(name_latin="Contact of CT", email="ct.pk@example.org", **known)
    TechnicalContact.objects.create(cbm=cast.cbms["ct"], person=elsewhere, from_on=date(2020, 1, 1), **known)

    invite(cast, planned, "pakistan")

    assert mailed(planned) == ["contact.pk", "del_pk"]
    letters = {row.address: row for row in OutboxMessage.objects.all()}
    assert "/answer/" in letters["del_pk@example.org"].body
    without = letters["contact.pk@example.org"]
    assert without.recipient is None
    assert "/answer/" not in without.body
    assert "You have no account here" in without.body


def test_letters_say_the_hours_at_the_venue_and_at_home(cast, planned):
    Meeting.objects.filter(pk=planned.pk).update(
        opens_at="10:00", closes_at="16:00", venue_time_zone="Asia/Karachi", venue="Secretariat"
    )
    User.objects.filter(pk=cast.del_in.pk).update(time_zone="Asia/Tokyo")

    invite(cast, planned, "india")

    text = OutboxMessage.objects.get().body
    assert "10:00–16:00, Karachi time; 14:00–20:00, Tokyo time" in text


def test_letters_are_in_the_language_of_their_reader(cast, planned):
    User.objects.filter(pk=cast.del_pk.pk).update(language="fa-af")
    User.objects.filter(pk=cast.del_in.pk).update(language="ps", time_zone="Asia/Kolkata")

    invite(cast, planned, "pakistan", "india", "kazakhstan")

    letters = {row.recipient: row for row in OutboxMessage.objects.all()}
    english, dari, pashto = letters[cast.del_kz], letters[cast.del_pk], letters[cast.del_in]
    assert english.subject == "Invitation: Disaster Management, 4th RTGM, Islamabad, 8 March 2027"
    assert "22 February 2027, 23:59 Kabul time" in english.body
    assert f"/meetings/{planned.uid}/answer/" in english.body
    assert f"/fa-af/meetings/{planned.uid}/answer/" in dari.body
    assert "اسلام‌آباد، حضوری" in dari.body
    assert f"/ps/meetings/{planned.uid}/answer/" in pashto.body
    for letter in (dari, pashto):
        assert not re.search(r"[A-Za-z]{4,} [a-z]{2,} [a-z]{2,}", re.sub(r"http\S+", "", letter.body))


@pytest.mark.parametrize(
    ("slugs", "answer_by", "sentence"),
    [
        ((), "2027-02-22", "Choose at least one state or organization."),
        (("atlantis",), "2027-02-22", "cannot be invited, or is invited already"),
        (("pakistan",), "2027-03-09", "between today and the first day of the meeting, 8 March 2027"),
        (("pakistan",), "2026-11-22", "between today and the first day of the meeting"),
        (("pakistan",), "someday", "id_answer_by_error"),
        (("pakistan",), "", "id_answer_by_error"),
    ],
)
def test_what_cannot_be_is_refused_and_keeps_what_was_ticked(cast, planned, slugs, answer_by, sentence):
    answer = preview(cast, planned, *slugs, answer_by=answer_by)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    assert ticked(html)[0] == set(slugs) - {"atlantis"}
    assert not Invitee.objects.exists()


def test_when_a_role_ends_meanwhile_it_says_so_and_nothing_is_sent(cast, planned):
    shown = preview(cast, planned, "pakistan", "india")
    RoleAssignment.objects.filter(cbm=cast.cbms["dm"], stakeholder=cast.stakeholders["IN"]).update(
        until_on=date(2026, 12, 31)
    )

    answer = confirm(cast, planned, shown)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "has changed since you looked" in html
    assert ticked(html)[0] == {"pakistan", "india"}
    assert (Invitee.objects.exists(), OutboxMessage.objects.exists()) == (False, False)


def test_when_a_contact_is_new_meanwhile_it_says_so(cast, planned):
    shown = preview(cast, planned, "pakistan")
    Delegate.objects.create(stakeholder=cast.stakeholders["PK"], user=cast.rev_two, from_on=date(2020, 1, 1))

    assert confirm(cast, planned, shown).status_code == 422
    assert not Invitee.objects.exists()


def test_when_the_meeting_was_changed_meanwhile_it_is_a_409_with_what_was_ticked(cast, planned):
    shown = preview(cast, planned, "pakistan", "india")
    Meeting.objects.filter(pk=planned.pk).update(version=planned.version + 1)

    answer = confirm(cast, planned, shown)

    assert answer.status_code == 409
    assert ticked(answer.content.decode())[0] == {"pakistan", "india"}
    assert not Invitee.objects.exists()


def test_without_a_day_or_host_the_page_says_what_is_missing(cast, planned):
    Meeting.objects.filter(pk=planned.pk).update(host=None)

    html = page(cast, planned)

    assert "names the host, or says that the meeting is held online" in html
    assert 'name="invite"' not in html
    assert preview(cast, planned, "pakistan").status_code == 422


def test_more_are_invited_later_and_only_they_get_a_letter(cast, planned):
    invite(cast, planned, "pakistan", "kazakhstan")
    OutboxMessage.objects.all().delete()

    html = page(cast, planned, step="invite/more")
    assert ticked(html)[0] == set()
    assert ticked(html)[1] == {*MEMBERS, "adpc", "australia", "china", "iran", "turkey"} - {"pakistan", "kazakhstan"}
    shown = preview(cast, planned, "turkey", step="invite/more")
    answer = confirm(cast, planned, shown, step="invite/more")

    assert answer.status_code == 302
    assert invited(planned) == {"pakistan", "kazakhstan", "turkey"}
    assert mailed(planned) == ["del_tr"]
    assert AuditEntry.objects.order_by("sequence").last().action == "meeting.invite_more"
    assert preview(cast, planned, "pakistan", step="invite/more").status_code == 422


def test_another_day_to_answer_by_needs_nobody_new(cast, planned):
    invite(cast, planned, "pakistan")
    OutboxMessage.objects.all().delete()

    same = preview(cast, planned, step="invite/more")
    shown = preview(cast, planned, step="invite/more", answer_by="2027-03-01")
    confirm(cast, planned, shown, step="invite/more")

    assert same.status_code == 422
    assert Call.objects.get().answer_by == date(2027, 3, 1)
    assert mailed(planned) == []


def test_one_that_was_marked_as_invited_before_there_was_a_list_gets_one(cast, planned):
    Meeting.objects.filter(pk=planned.pk).update(state="invited", announced_at=timezone.now())

    assert "Nobody is on the list yet" in cast.client("fp_dm").get(f"/meetings/{planned.uid}/").content.decode()
    shown = preview(cast, planned, "pakistan", step="invite/more")
    confirm(cast, planned, shown, step="invite/more")

    assert invited(planned) == {"pakistan"}
    assert mailed(planned) == ["del_pk"]


def test_an_invitation_is_withdrawn_with_a_reason_and_told(cast, planned):
    invite(cast, planned, "pakistan", "india")
    row = Invitee.objects.get(stakeholder__slug="india")
    address = f"/meetings/{planned.uid}/invited/india/withdraw/"
    assert "1 contact is told by mail" in cast.client("fp_dm").get(address).content.decode()

    silent = cast.client("fp_dm").post(address, {"version": row.version, "reason": " "})
    answer = cast.client("fp_dm").post(address, {"version": row.version, "reason": "The hall is small."})

    assert (silent.status_code, answer.status_code) == (422, 302)
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_reason) == (cast.fp_dm, "The hall is small.")
    assert invited(planned) == {"pakistan"}
    assert mailed(planned, "meeting_withdrawn") == ["del_in"]
    assert "small" not in OutboxMessage.objects.get(template="meeting_withdrawn").body
    assert cast.client("fp_dm").get(address).status_code == 404
    # Invited once more it gets a letter once more.
    shown = preview(cast, planned, "india", step="invite/more")
    confirm(cast, planned, shown, step="invite/more")
    assert mailed(planned) == ["del_in", "del_in", "del_pk"]


@pytest.mark.parametrize("step", ["invite/more", "recall", "answer", "invited/pakistan/withdraw"])
def test_what_belongs_to_an_invited_meeting_is_a_409_before(cast, planned, step):
    who = "del_pk" if step == "answer" else "fp_dm"

    assert cast.client(who).get(f"/meetings/{planned.uid}/{step}/").status_code == (403 if step == "answer" else 409)


def test_one_that_is_over_is_invited_to_without_letters(cast):
    meeting = make(cast, date(2026, 11, 16), host=cast.stakeholders["PK"])

    actions.invite(meeting, by=cast.fp_dm)

    assert invited(meeting) == MEMBERS
    assert not OutboxMessage.objects.exists()


def test_a_meeting_without_a_cbm_is_invited_to_by_membership(cast):
    meeting = make(cast, DAY, codes=(), type="som", host=cast.stakeholders["PK"])

    actions.invite(meeting, by=cast.rev)

    rows = dict(Invitee.objects.values_list("stakeholder__slug", "capacity"))
    assert (rows["pakistan"], rows["poland"], rows["undp"]) == ("participating", "supporting", "supporting")
    assert len(rows) == 11


@pytest.mark.parametrize("count", [1, 9])
def test_the_pages_ask_the_same_number_of_questions(cast, planned, django_assert_num_queries, count):
    for number in range(count):
        user = User.objects.create(email=f"more{number}@example.org", full_name=f"More {number}")
        Delegate.objects.create(stakeholder=cast.stakeholders["PK"], user=user, from_on=date(2020, 1, 1))
    rows = RoleAssignment.objects.filter(cbm=cast.cbms["dm"], stakeholder=cast.stakeholders["PK"])
    if count == 1:
        RoleAssignment.objects.filter(cbm=cast.cbms["dm"]).exclude(pk__in=rows).delete()
    browser = cast.client("fp_dm")
    browser.get("/")

    with django_assert_num_queries(18):
        browser.get(f"/meetings/{planned.uid}/invite/")
