"""A form that was filled in without a connection comes back: what is shown, what is written, and that it is once."""

from datetime import date
from threading import Barrier, Thread
from time import process_time
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hoaip.catalogues import compile_catalogues
from hoaip.errors import Refused
from hoaip.models import AuditEntry, KeptForm, Stakeholder
from meetings import actions
from meetings.actions import LoggedAlready, log_from_form
from meetings.models import Attendance, Meeting, MeetingCbm, OfflineForm, Outcome
from meetings.offline import tickets
from tests.filled import READ, PaperForm, confirm, hidden, problems, said, send
from tests.meetings.test_agenda import a_meeting

TODAY = date(2026, 11, 30)
NEW = "/meetings/offline/dm/form.csv"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-30T08:00:00Z", tick=False):
        yield


def filled(cast, person="fp_dm", address=NEW):
    """The form of a held RTGM of the CBM, filled in."""
    form = PaperForm(cast.client(person), address)
    form.write("first_day", "2026-11-16").write("last_day", "2026-11-17").write("host", "PK").write("city", "Islamabad")
    form.came("Pakistan", "present").came("Kazakhstan", "remote").came("Turkey (Türkiye)", "present")
    form.write("outcome", "Decision", "The Road Map was approved.")
    form.write("outcome", "action", "Circulate the draft.", "Pakistan; UNDP", "2026-12")
    form.write("paragraph", "The meeting was opened.").write("paragraph", "The Road Map was discussed.")
    return form


def test_a_form_of_a_held_rtgm_is_shown_and_written_after_it_is_confirmed(cast):
    browser = cast.client("fp_dm")

    preview = send(browser, filled(cast).saved())

    assert preview.status_code == 200, said(preview)
    assert not Meeting.objects.exists()
    text = said(preview)
    assert "Nothing is written yet" in text
    assert "16–17 November 2026" in text
    for words in ("Islamabad", "Kazakhstan remote", "Turkey (Türkiye) present", "The Road Map was approved."):
        assert words in text, words
    assert "Circulate the draft." in text
    assert "1. The meeting was opened." in text
    assert "4 that hold a role have no answer in the form, and count as not having come." in text

    response = confirm(browser, preview)

    meeting = Meeting.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/meetings/{meeting.uid}/")
    assert (meeting.state, meeting.starts_on, meeting.ends_on) == ("held", date(2026, 11, 16), date(2026, 11, 17))
    assert (meeting.host.code, meeting.city, meeting.created_by) == ("PK", "Islamabad", cast.fp_dm)
    assert MeetingCbm.objects.get().ordinal == 1
    came = {row.stakeholder.code: (row.answer, row.capacity) for row in meeting.attendance.all()}
    assert came == {"PK": ("present", "lead"), "KZ": ("remote", "lead"), "TR": ("present", "observer")}
    first, second = meeting.outcomes.order_by("number")
    assert (first.kind, first.text) == ("decision", "The Road Map was approved.")
    assert (second.kind, second.due_on, second.due_precision) == ("action", date(2026, 12, 31), "month")
    assert {owner.code for owner in second.owners.all()} == {"PK", "UNDP"}
    assert [row.text for row in meeting.paragraphs.order_by("number")] == [
        "The meeting was opened.",
        "The Road Map was discussed.",
    ]
    row = OfflineForm.objects.get()
    assert (row.meeting, row.by, row.at) == (meeting, cast.fp_dm, timezone.now())
    entries = AuditEntry.objects.order_by("sequence")
    assert [entry.action for entry in entries] == ["meeting.log", "meeting.from_form"]
    assert len({entry.group for entry in entries}) == 1
    assert entries[1].changes == {"form": [None, str(row.form)], "content_hash": [None, row.content_hash]}


@pytest.mark.parametrize("prefix", ["", "/fa-af", "/ps"])
def test_there_and_back_in_each_language(cast, prefix):
    compile_catalogues()
    for code, fa, ps in (("PK", "پاکستان", "پاکستان"), ("KZ", "قزاقستان", "قزاقستان")):
        party = cast.stakeholders[code]
        party.name_fa, party.name_ps = fa, ps
        party.save()
    browser = cast.client("fp_dm")
    form = PaperForm(browser, NEW, prefix)
    choices = {row[0]: row[2] for row in form.rows}
    with_words = dict(zip(("in_person", "online", "hybrid"), choices[form.label("mode")].split("; "), strict=True))
    answers = next(row[2] for row in form.rows if row[0] == f"# {form.label('attendance')}").split("; ")
    kinds = next(row[1] for row in form.rows if row[0] == f"# {form.label('outcome')}").split("; ")
    names = {"": ("Pakistan", "Kazakhstan")}.get(prefix, ("پاکستان", "قزاقستان"))

    form.write("first_day", "۱۴۰۵-۰۸-۲۵" if prefix else "1405-08-25").write("mode", with_words["hybrid"])
    form.came(names[0], answers[0]).came(names[1], answers[1])
    form.write("outcome", kinds[2], "یک تعهد\nدر دو سطر", "؛".join(names), "۲۰۲۶-۱۲" if prefix else "2026-12")
    form.write("paragraph", "=نشست باز شد.")
    # Read on a page of another language than the one it was filled in.
    preview = send(browser, form.saved(), prefix="/ps" if prefix == "/fa-af" else "/fa-af")
    response = confirm(browser, preview)

    meeting = Meeting.objects.get()
    assert response.status_code == 302
    assert (meeting.starts_on, meeting.mode, meeting.state) == (date(2026, 11, 16), "hybrid", "held")
    assert dict(meeting.attendance.values_list("stakeholder__code", "answer")) == {"PK": "present", "KZ": "remote"}
    outcome = meeting.outcomes.get()
    assert (outcome.kind, outcome.text, outcome.due_on) == (
        "commitment",
        "یک تعهد\nدر دو سطر",
        date(2026, 12, 31),
    )
    assert outcome.owners.count() == 2
    assert meeting.paragraphs.get().text == "=نشست باز شد."


@pytest.mark.parametrize(
    "how",
    [
        {"delimiter": ";"},
        {"delimiter": "\t", "encoding": "utf-16"},
        {"end": "\n", "encoding": "utf-8"},
        {"end": "\r"},
        {"delimiter": ";", "encoding": "utf-16", "end": "\n"},
    ],
)
def test_it_still_reads_as_a_spreadsheet_saves_it(cast, how):
    form = filled(cast)
    form.write("paragraph", 'Of a text; with, all\nthat parts "cells"')

    preview = send(cast.client("fp_dm"), form.saved(**how))

    assert preview.status_code == 200, said(preview)
    details = preview.context["preview"].details
    assert details.record[2] == 'Of a text; with, all\nthat parts "cells"'
    assert [outcome.text for outcome in details.outcomes] == ["The Road Map was approved.", "Circulate the draft."]


def test_it_reads_behind_the_line_that_names_the_separator(cast):
    raw = filled(cast).saved(delimiter=";", encoding="utf-8")

    assert send(cast.client("fp_dm"), b"sep=;\r\n" + raw).status_code == 200


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("16/11/2026", date(2026, 11, 16)),
        ("11/16/2026", date(2026, 11, 16)),
        ("16.11.2026", date(2026, 11, 16)),
        ("11-11-2026", date(2026, 11, 11)),
        ("2026-11-16 00:00:00", date(2026, 11, 16)),
        ("2026/11/16", date(2026, 11, 16)),
        ("16-Nov-2026", date(2026, 11, 16)),
        ("16 November 2026", date(2026, 11, 16)),
        ("۱۶ نومبر ۲۰۲۶", date(2026, 11, 16)),
        ("25/08/1405", date(2026, 11, 16)),
        ("\u200e2026-11-16\u202c", date(2026, 11, 16)),
    ],
)
def test_a_day_that_a_spreadsheet_turned_is_read_where_it_can_be_one_only(cast, typed, day):
    form = PaperForm(cast.client("fp_dm"), NEW).write("first_day", typed)

    preview = send(cast.client("fp_dm"), form.saved())

    assert preview.status_code == 200, said(preview)
    assert preview.context["preview"].details.starts_on == day


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("06/09/2026", "can be 2026-06-09 or 2026-09-06"),
        ("6.9.2026", "can be 2026-06-09 or 2026-09-06"),
        ("06/09/26", "has a year of two digits"),
        ("31/02/2026", "is not a day"),
        ("next week", "is not a day"),
        ("46282", "is not a day"),
    ],
)
def test_a_day_that_can_be_two_is_refused_by_its_row(cast, typed, words):
    form = PaperForm(cast.client("fp_dm"), NEW).write("first_day", typed)

    found = problems(send(cast.client("fp_dm"), form.saved()))

    assert len(found) == 1
    assert found[0][:2] == (form.row_of("first_day", typed), "First day")
    assert words in found[0][2]


def test_every_fault_is_named_at_once_by_row_and_field(cast):
    form = PaperForm(cast.client("fp_dm"), NEW)
    form.write("first_day", "06/09/2026").write("host", "Atlantis").write("mode", "by boat").write("title", "t" * 201)
    form.came("Pakistan", "perhaps").came("Mordor", "present")
    form.write("outcome", "Rumour", "It is said.").write("outcome", "action", "Do it.", "Gondor; UNDP", "soon")
    form.write("outcome", "action", "", "UNDP")
    form.rows.append(["Weather", "rain"])
    form.rows.append(["", "a line without a name"])

    found = problems(send(cast.client("fp_dm"), form.saved()))

    assert [row for row, _column, _reason in found] == sorted(row for row, _column, _reason in found)
    told = {(column, reason.split(".")[0]) for _row, column, reason in found}
    assert ("Host", "“Atlantis” is no country or organization of the portal") in told
    assert ("Held", "“by boat” is none of: in person; online; hybrid") in told
    assert ("Who came", "“perhaps” is none of: present; remote; absent; not invited") in told
    assert ("Who came", "“Mordor” is no country or organization of the portal") in told
    assert ("What came of it", "“Rumour” is none of: Decision; Action; Commitment; Information") in told
    assert ("What came of it", "“Gondor” is no country or organization of the portal") in told
    assert ("What came of it", "This outcome has an owner or a due date and no text") in told
    assert ("Weather", "There is no such field") in told
    assert any(column == "" and "is empty" in reason for _row, column, reason in found)
    assert any(column == "Title" for _row, column, _reason in found)
    assert {column for _row, column, _reason in found if _row == form.row_of("first_day", "06/09/2026")} == {
        "First day"
    }
    assert not Meeting.objects.exists()


def test_without_its_first_day_the_row_is_asked_for(cast):
    form = PaperForm(cast.client("fp_dm"), NEW)

    found = problems(send(cast.client("fp_dm"), form.saved()))

    assert [(column, reason) for _row, column, reason in found] == [("First day", "This field is required.")]


def test_one_that_stands_twice_with_two_answers_is_refused(cast):
    form = filled(cast)
    form.rows.append([form.label("attendance"), "PK", "absent", "", ""])
    form.rows.append([form.label("city"), "Kabul", "", "", ""])

    found = problems(send(cast.client("fp_dm"), form.saved()))

    assert [(row, column) for row, column, _reason in found] == [
        (len(form.rows) - 1, "Who came"),
        (len(form.rows), "City"),
    ]


def test_a_month_is_planned_and_not_held(cast):
    form = PaperForm(cast.client("fp_dm"), NEW).write("first_day", "2027-03")
    browser = cast.client("fp_dm")

    preview = send(browser, form.saved())

    assert 'value="held"' not in preview.content.decode()
    assert "A held meeting has a day." in said(preview)
    assert confirm(browser, preview, save="planned").status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.date_precision, meeting.starts_on) == ("planned", "month", date(2027, 3, 1))


def test_held_without_a_lead_is_refused_with_the_sentence_of_the_browsers_form(cast):
    browser = cast.client("fp_dm")
    preview = send(browser, PaperForm(browser, NEW).write("first_day", "2026-11-16").saved())

    response = confirm(browser, preview, save="held")

    assert response.status_code == 422
    assert "Neither the host nor a lead is marked present or remote." in said(response)
    assert response.context["table"] == preview.context["table"]
    assert not Meeting.objects.exists()


# Once, whoever sends it


def test_the_same_file_again_says_what_it_became(cast):
    form = filled(cast)
    browser = cast.client("fp_dm")
    confirm(browser, send(browser, form.saved()))
    meeting = Meeting.objects.get()

    # A colleague saved it once more, with other separators.
    response = send(cast.client("fp_dm_deputy"), form.saved(delimiter=";"))

    text = said(response)
    assert response.status_code == 409
    assert "This form was logged already:" in text
    assert f"/meetings/{meeting.uid}/" in response.content.decode()
    assert "Sample fp_dm" in text
    assert "says the same as the one that was written" in text
    assert Meeting.objects.count() == 1


def test_an_edited_file_makes_no_second_meeting_and_is_told_apart(cast):
    form = filled(cast)
    browser = cast.client("fp_dm")
    confirm(browser, send(browser, form.saved()))
    meeting = Meeting.objects.get()
    form.rows = [[("Astana" if cell == "Islamabad" else cell) for cell in row] for row in form.rows]
    form.rows = [[("2026-10-05" if cell.startswith("2026-11-1") else cell) for cell in row] for row in form.rows]

    response = send(browser, form.saved())

    assert response.status_code == 409
    assert "says something else than the one that was written" in said(response)
    assert f"/meetings/{meeting.uid}/edit/" in response.content.decode()
    assert Meeting.objects.get().city == "Islamabad"


def test_who_may_not_see_the_meeting_any_more_gets_no_link(cast):
    form = filled(cast)
    browser = cast.client("fp_dm")
    confirm(browser, send(browser, form.saved()))
    meeting = Meeting.objects.get()
    row = OfflineForm.objects.get()
    hidden_one = a_meeting(cast, "ct")
    OfflineForm.objects.filter(pk=row.pk).update(meeting=hidden_one)
    Meeting.objects.filter(pk=hidden_one.pk).update(process=other_process(cast))

    response = send(browser, form.saved())

    assert response.status_code == 409
    assert "This form was logged already. It makes no second meeting." in said(response)
    assert str(hidden_one.uid) not in response.content.decode()
    assert "Sample fp_dm" not in said(response)
    assert meeting.state == "held"


def other_process(cast):
    return type(cast.process).objects.create(
        slug="kp", short_name="KP", name_en="Kabul Process", launched_on=date(2017, 6, 6)
    )


def test_two_previews_of_one_file_write_one_meeting(cast):
    raw = filled(cast).saved()
    one, two = cast.client("fp_dm"), cast.client("rev")
    shown = [send(one, raw), send(two, raw)]

    first, second = confirm(one, shown[0]), confirm(two, shown[1], another_meeting="on")

    assert (first.status_code, second.status_code) == (302, 409)
    assert "This form was logged already:" in said(second)
    assert Meeting.objects.count() == OfflineForm.objects.count() == 1


def test_the_same_press_twice_gets_the_same_answer(cast):
    browser = cast.client("fp_dm")
    preview = send(browser, filled(cast).saved())

    answers = [browser.post(READ, {**hidden(preview), "save": "held"}) for _each in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Meeting.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_writes(transactional_cast):
    cast = transactional_cast
    raw = filled(cast).saved()
    waiting = [(browser, send(browser, raw)) for browser in (cast.client("fp_dm"), cast.client("rev"))]
    barrier, found = Barrier(2, timeout=20), []

    def press(browser, preview):
        try:
            barrier.wait()
            found.append(confirm(browser, preview, another_meeting="on").status_code)
        finally:
            connection.close()

    threads = [Thread(target=press, args=each) for each in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(found) == [302, 409]
    assert Meeting.objects.count() == OfflineForm.objects.count() == 1
    assert AuditEntry.objects.filter(action="meeting.log").count() == 1


def test_the_database_keeps_a_form_once(cast):
    form, meeting = uuid4(), a_meeting(cast, "dm")
    kept = {"form": form, "meeting": meeting, "content_hash": "0" * 64, "by": cast.rev, "at": timezone.now()}
    OfflineForm.objects.create(**kept)

    with pytest.raises(IntegrityError, match="meetings_offlineform_once"), transaction.atomic():
        OfflineForm.objects.create(**kept)


def test_the_action_itself_refuses_a_form_again_and_who_may_not(cast):
    details = actions.MeetingDetails(cbms=(cast.cbms["dm"],), type="rtgm", starts_on=TODAY, ends_on=TODAY)
    form = uuid4()
    given = {"form": form, "content_hash": "0" * 64, "details": details, "today": TODAY}
    log_from_form(cast.process, by=cast.fp_dm, **given)

    with pytest.raises(LoggedAlready):
        log_from_form(cast.process, by=cast.rev, another=True, **given)
    for key in ("fp_ct", "dir", "del_pk"):
        with pytest.raises(Refused, match="not among your rights"):
            log_from_form(cast.process, by=cast.people[key], **(given | {"form": uuid4()}))
    assert Meeting.objects.count() == 1


# A form of a meeting that stands in the register


@pytest.fixture
def planned(cast):
    meeting = a_meeting(cast, "dm", day=date(2026, 11, 20), title_en="The seventh")
    outcome = Outcome.objects.create(meeting=meeting, number=1, kind="decision", text="Kept from before.")
    outcome.owners.add(cast.stakeholders["PK"])
    return meeting


def form_of(cast, meeting, person="fp_dm"):
    return PaperForm(cast.client(person), f"/meetings/{meeting.uid}/form.csv")


def test_a_planned_meeting_is_completed_and_held(cast, planned):
    browser = cast.client("fp_dm")
    # A delegate of a lead fills it in at the venue, and the focal point reads it in.
    form = form_of(cast, planned, "del_kz").write("city", "")
    form.rows = [[("Almaty" if cell == "Islamabad" else cell) for cell in row] for row in form.rows]
    form.came("Pakistan", "present").came("India", "absent")
    form.write("outcome", "action", "Send the list.").write("paragraph", "It was opened.")

    preview = send(browser, form.saved())
    text = said(preview)
    response = confirm(browser, preview)

    assert "Islamabad Almaty" in text
    assert "stored, stays Kept from before." in text
    assert response["Location"] == f"/meetings/{planned.uid}/"
    planned.refresh_from_db()
    assert (planned.state, planned.city, planned.title_en) == ("held", "Almaty", "The seventh")
    assert (planned.starts_on, planned.host.code) == (date(2026, 11, 20), "PK")
    assert [row.text for row in planned.outcomes.order_by("number")] == ["Kept from before.", "Send the list."]
    assert [owner.code for owner in planned.outcomes.get(number=1).owners.all()] == ["PK"]
    assert [row.text for row in planned.paragraphs.all()] == ["It was opened."]
    assert dict(planned.attendance.values_list("stakeholder__code", "answer")) == {"PK": "present", "IN": "absent"}
    assert [entry.action for entry in AuditEntry.objects.order_by("sequence")] == [
        "meeting.edit",
        "meeting.hold",
        "meeting.from_form",
    ]


def test_what_is_left_empty_stays_as_it_is_stored(cast, planned):
    browser = cast.client("fp_dm")
    form = form_of(cast, planned)
    for row in form.rows:
        if row[0] in (form.label("title"), form.label("host"), form.label("city"), form.label("mode")):
            row[1] = ""

    response = confirm(browser, send(browser, form.came("PK", "present").saved()))

    assert response.status_code == 302
    planned.refresh_from_db()
    assert (planned.title_en, planned.host.code, planned.city) == ("The seventh", "PK", "Islamabad")


def test_somebody_who_saved_in_between_is_not_overwritten(cast, planned):
    browser = cast.client("fp_dm")
    preview = send(browser, form_of(cast, planned).came("PK", "present").saved())
    Meeting.objects.filter(pk=planned.pk).update(version=planned.version + 1, city="Astana")

    response = confirm(browser, preview)

    assert response.status_code == 409
    assert "Somebody saved this meeting since you read the form" in said(response)
    assert "Astana" in said(response)
    assert not Attendance.objects.exists()
    again = browser.post(READ, {**hidden(response), "save": "held"})
    assert again.status_code == 302


def test_a_form_that_is_older_than_the_meeting_is_said_to_be(cast, planned):
    form = form_of(cast, planned).came("PK", "present")
    Meeting.objects.filter(pk=planned.pk).update(version=planned.version + 1)

    assert "was saved on the portal after the form was given out" in said(send(cast.client("fp_dm"), form.saved()))


def test_a_move_of_an_announced_meeting_asks_why_on_the_preview(cast, planned):
    browser = cast.client("fp_dm")
    form = form_of(cast, planned).write("first_day", "2026-11-24").came("PK", "present")
    Meeting.objects.filter(pk=planned.pk).update(announced_at=timezone.now())
    preview = send(browser, form.saved())

    without = confirm(browser, preview)
    response = confirm(browser, preview, reason="The floods.")

    assert 'name="reason"' in preview.content.decode()
    assert without.status_code == 422
    assert "Others know of the date that it had. Say why it moves." in said(without)
    assert response.status_code == 302
    planned.refresh_from_db()
    assert (planned.starts_on, planned.ends_on, planned.state) == (date(2026, 11, 24), date(2026, 11, 24), "held")


def test_a_second_form_of_a_meeting_that_is_held_by_now_writes_nothing(cast, planned):
    browser = cast.client("fp_dm")
    one, two = form_of(cast, planned), form_of(cast, planned).came("PK", "present")
    shown = send(browser, two.saved())
    confirm(browser, send(browser, one.came("PK", "present").saved()))

    late, pressed = send(browser, two.saved()), confirm(browser, shown)

    assert (late.status_code, pressed.status_code) == (409, 409)
    for response in (late, pressed):
        assert "This meeting is held by now: what the form says is not written." in said(response)
        assert f"/meetings/{planned.uid}/edit/" in response.content.decode()
    assert OfflineForm.objects.count() == 1


def test_one_in_the_register_is_asked_about(cast):
    known = a_meeting(cast, "dm", state="held", day=date(2026, 11, 16))
    browser = cast.client("fp_dm")
    preview = send(browser, filled(cast).saved())

    without = confirm(browser, preview)
    response = confirm(browser, preview, another_meeting="on")

    assert "is already in the register" in said(preview)
    assert "Open the one in the register to complete it, or say that this is another." in said(without)
    assert f"/meetings/{known.uid}/edit/" in preview.content.decode()
    assert (without.status_code, response.status_code) == (422, 302)
    assert Meeting.objects.count() == 2


# Rights, and the way between


@pytest.mark.parametrize("person", ["fp_ct", "fp_two"])
def test_the_form_of_another_cbm_is_refused(cast, person):
    response = send(cast.client(person), filled(cast).saved())

    assert response.status_code == 403
    assert "is not among your rights here" in said(response)


def test_a_meeting_that_one_may_not_see_is_not_there(cast, planned):
    raw = form_of(cast, planned).saved()
    Meeting.objects.filter(pk=planned.pk).update(process=other_process(cast))

    assert send(cast.client("fp_ct"), raw).status_code == 404


def test_a_confirmation_after_the_session_ended_is_shown_again(cast):
    browser = cast.client("fp_dm")
    preview = send(browser, filled(cast).saved())
    browser.logout()
    away = browser.post(READ, {**hidden(preview), "save": "held"})
    browser.force_login(cast.fp_dm, backend="hoaip.accounts.backend.Backend")

    response = browser.get(READ)

    assert away.status_code == 302
    assert KeptForm.objects.count() == 1
    assert "Nothing is written yet" in said(response)
    assert confirm(browser, response).status_code == 302
    assert Meeting.objects.count() == 1


def statements(browser, raw):
    send(browser, raw)
    with CaptureQueriesContext(connection) as asked:
        assert send(browser, raw).status_code == 200
    return len(asked)


def test_the_number_of_statements_is_the_same_for_few_and_many_rows(cast, planned):
    browser = cast.client("fp_dm")
    forms = {"few": filled(cast), "many": filled(cast)}
    forms |= {"few of one": form_of(cast, planned), "many of one": form_of(cast, planned)}
    for form in forms.values():
        form.came("PK", "present").came("India", "remote")
    for key in ("many", "many of one"):
        for number in range(40):
            forms[key].write("outcome", "action", f"More {number}.", "UNDP; India")
            forms[key].write("paragraph", f"Paragraph {number}.")

    counts = {key: statements(browser, form.saved()) for key, form in forms.items()}

    assert counts == {"few": 11, "many": 11, "few of one": 22, "many of one": 22}


# What is not a form


def test_a_forged_or_foreign_mark_is_refused(cast, settings):
    form = filled(cast)
    word = next(row[1] for row in form.rows if row[0] == "Form")
    settings.SECRET_KEY, kept = "another-" + "x" * 50, settings.SECRET_KEY
    foreign = tickets.written(tickets.new_ticket(cbm="dm"))
    settings.SECRET_KEY = kept

    for mark in (word[:-1] + ("A" if word[-1] != "A" else "B"), foreign, "eyJ", "=1+1", str(uuid4())):
        rows = [[mark if cell == word else cell for cell in row] for row in form.rows]
        other = filled(cast)
        other.rows = rows
        found = problems(send(cast.client("fp_dm"), other.saved()))
        assert any(
            column == "Form" and "not the mark of a form that this portal gave out" in reason
            for _row, column, reason in found
        ), mark
    assert not Meeting.objects.exists()


def test_a_mark_that_a_mail_broke_is_read(cast):
    ticket = tickets.new_ticket(meeting=a_meeting(cast, "dm"))
    word = tickets.written(ticket)

    assert tickets.read(f" {word[:40]}\n{word[40:]}\u200f") == ticket
    assert isinstance(ticket.uid, UUID)


def test_without_a_mark_or_with_two_it_is_refused(cast):
    form = filled(cast)
    two = filled(cast)
    two.rows.append(["Form", tickets.written(tickets.new_ticket(cbm="dm")), "", "", ""])
    form.rows = [row for row in form.rows if row[0] != "Form"]

    without, both = (problems(send(cast.client("fp_dm"), each.saved())) for each in (form, two))

    assert "The row with the mark of the form is missing." in without[0][2]
    assert [(column, reason) for _row, column, reason in both] == [
        ("Form", "The file holds two forms. Send each in a file of its own.")
    ]


HOSTILE = {
    "a workbook or a bomb": (b"PK\x03\x04" + b"\x00" * 400, "This is no CSV."),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 400, "This is no CSV."),
    "packed": (b"\x1f\x8b" + b"\x08" * 40, "This is no CSV."),
    "binary": (bytes(range(256)) * 4, "is not UTF-8"),
    "NUL": (b"Field,Value\r\nCity,Is\x00lamabad\r\n", "This is no CSV."),
    "half of UTF-16": (b"\xff\xfea", "is not UTF-8"),
    "lone surrogate in UTF-16": (b"\xff\xfe\x00\xd8a\x00", "is not UTF-8"),
    "another code page": ("Field,Value\r\nCity,کابل\r\n".encode("windows-1256"), "is not UTF-8"),
    "too large": (b"a," * 600_000, "larger than the 1 MB"),
    "ten thousand rows": (b"Paragraph,x\r\n" * 10_000, "at most 2,000 rows"),
    "a cell beyond reading": (b'Paragraph,"' + b"x" * 200_000 + b'"', "cannot be read"),
    "the form itself": (b"<!DOCTYPE html><html>", "press “Save as a file”"),
    "nothing": (b"", "empty"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_form_is_refused_with_a_sentence(cast, what):
    raw, words = HOSTILE[what]

    response = send(cast.client("fp_dm"), raw)

    assert response.status_code == 422
    assert words in said(response)
    assert not AuditEntry.objects.exists()


def test_markup_formulas_and_marks_of_direction_are_text(cast):
    browser = cast.client("fp_dm")
    form = filled(cast)
    form.write("title", "\u202e<img src=x onerror=alert(1)>")
    form.write("paragraph", '\'=HYPERLINK("http://example.org")').write("paragraph", "'tis plain")
    form.rows.append(["<script>alert(1)</script>", "x", "", "", ""])

    refused = send(browser, form.saved())
    form.rows.pop()
    preview = send(browser, form.saved())

    assert "<script>alert(1)" not in refused.content.decode()
    assert "<img src=x" not in preview.content.decode()
    assert "<bdi>\u202e&lt;img" in preview.content.decode()
    record = preview.context["preview"].details.record
    assert record[-2:] == ('=HYPERLINK("http://example.org")', "'tis plain")


def test_more_outcomes_than_a_meeting_has_are_refused(cast):
    form = filled(cast)
    for number in range(70):
        form.write("outcome", "action", f"More {number}.")

    found = problems(send(cast.client("fp_dm"), form.saved()))

    assert found == [(form.row_of("outcome", "More 58."), "What came of it", found[0][2])]
    assert "at most 60 outcomes" in found[0][2]


def test_a_file_of_a_thousand_faults_says_the_first_of_them(cast):
    raw = filled(cast).saved() + b"Weather,rain\r\n" * 1000

    found = problems(send(cast.client("fp_dm"), raw))

    assert len(found) == 201
    assert found[-1] == (0, "", "There are more. Mend these first, then read it again.")


def test_a_row_that_begins_with_endless_digits_is_refused_at_once(cast):
    raw = b"%sx,rain\r\n" % (b"1" * 60_000)
    began = process_time()

    found = problems(send(cast.client("fp_dm"), filled(cast).saved() + raw))

    assert process_time() - began < 10
    assert [(column, "no such field" in reason) for _row, column, reason in found] == [("1" * 60, True)]


def test_one_that_was_merged_into_another_is_named(cast):
    form = PaperForm(cast.client("fp_dm"), NEW).write("first_day", "2026-11-16").came("UNDP", "present")
    Stakeholder.objects.filter(code="UNDP").update(merged_into=cast.stakeholders["ADPC"])

    found = problems(send(cast.client("fp_dm"), form.saved()))

    assert [(row, column) for row, column, _reason in found] == [(form.row_of("attendance", "UNDP"), "Who came")]
    assert "is one with another in the register by now" in found[0][2]


def test_no_file_is_chosen(cast):
    response = cast.client("fp_dm").post(READ, {})

    assert response.status_code == 422
    assert "Choose a file." in said(response)


def test_a_file_beyond_every_bound_never_reaches_the_disk(cast):
    big = SimpleUploadedFile("form.csv", b"x" * (21 * 1024 * 1024))

    response = cast.client("fp_dm").post(READ, {"file": big})

    assert response.status_code == 422
    assert "larger than the 1 MB" in said(response)
