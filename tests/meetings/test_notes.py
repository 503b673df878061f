"""Notes verbales: drawn up for whom, in which words, with which numbers and files; who finds which; delivery."""

import re
from datetime import date, time

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from hoaip.documents.actions import DocumentDetails, add_document, delete_document
from hoaip.documents.intake import examine
from hoaip.documents.intake.pdf import packed_objects
from hoaip.documents.keeping import place_of
from hoaip.errors import Refused
from hoaip.models import AuditEntry, Document, DocumentFile, Event, Stakeholder
from hoaip.paper import pdf
from meetings import actions
from meetings.actions.notes import NumberTaken
from meetings.documents import MeetingHome
from meetings.models import Call, Invitee, Meeting, MeetingCbm, Note, NoteTemplate
from meetings.notes.drawn import Drawing
from meetings.notes.placeholders import PLACEHOLDERS
from meetings.notes.sheets import sheet_page
from meetings.notes.templates import template_of
from tests.meetings.test_calendar_page import make
from tests.noted import a_note

FORM_STATEMENTS, PREVIEW_STATEMENTS = 17, 23
DAY = date(2027, 3, 8)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        yield


@pytest.fixture
def meeting(cast):
    """A DM meeting on 8 March 2027 in Islamabad to which Pakistan, India and Australia are invited."""
    made = make(cast, DAY, state="invited", host=cast.stakeholders["PK"], city="Islamabad", announced_at=timezone.now())
    made.refresh_from_db()
    Call.objects.create(meeting=made, answer_by=date(2027, 2, 22))
    for code, capacity in (("PK", "lead"), ("IN", "participating"), ("AU", "observer")):
        Invitee.objects.create(
            meeting=made,
            stakeholder=cast.stakeholders[code],
            capacity=capacity,
            invited_at=timezone.now(),
            invited_by=cast.fp_dm,
        )
    return made


def hidden(html):
    found = {}
    form = html[html.rindex("<form", 0, html.index('name="confirm"')) :]
    for name, value in re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return {name: values for name, values in found.items() if name != "csrfmiddlewaretoken"}


def path(meeting, template="invitation"):
    return f"/meetings/{meeting.uid}/notes/new/?template={template}"


def preview(cast, meeting, *slugs, who="fp_dm", template="invitation", languages="en", **more):
    body = {"addressees": slugs, "languages": languages, **more}
    return cast.client(who).post(path(meeting, template), body)


def confirm(cast, meeting, shown, who="fp_dm", template="invitation"):
    body = hidden(shown.content.decode()) | {"confirm": "1"}
    return cast.client(who).post(path(meeting, template), body)


def make_notes(cast, meeting, *slugs, **more):
    """By the two pages; the notes in the order of their numbers."""
    known = set(Note.objects.values_list("pk", flat=True))
    shown = preview(cast, meeting, *slugs, **more)
    assert shown.status_code == 200, shown.content.decode()
    answer = confirm(cast, meeting, shown, template=more.get("template", "invitation"))
    assert answer.status_code == 302, answer.content.decode()
    return list(Note.objects.exclude(pk__in=known).order_by("pk"))


def test_a_note_is_a_document_with_a_number_and_a_pdf(cast, meeting):
    [note] = make_notes(cast, meeting, "india")

    document = Document.objects.get()
    assert document.reference == "HOAIP/DM/RTGM4/LET/1"
    assert (document.type, document.language, document.dated_on) == ("letter", "en", date(2026, 11, 23))
    assert document.title_en == "Note verbale to the Embassy of India"
    assert note.link.document == document
    assert note.sheet["reference"] == document.reference
    text = note.sheet["columns"][0]["text"]
    assert "presents its compliments to the Embassy of India and has the honour" in text
    assert "Disaster Management, 4th RTGM, Islamabad" in text
    assert "in Islamabad on 8 March 2027, which is 17 Hut 1405." in text
    assert "by 22 February 2027" in text
    assert "{" not in text
    file = DocumentFile.objects.get()
    assert (file.kind, file.name) == ("pdf", "HOAIP-DM-RTGM4-LET-1.pdf")
    assert place_of(file.stored_name).read_bytes().startswith(b"%PDF-")
    assert [entry.action for entry in AuditEntry.objects.order_by("sequence")] == ["document.add", "note.draw_up"]
    assert AuditEntry.objects.last().changes["notes"][1] == ["india HOAIP/DM/RTGM4/LET/1"]
    assert not Event.objects.filter(kind="document.add").exists()


def test_one_round_numbers_each_addressee_in_the_order_of_protocol_and_is_one_batch(cast, meeting):
    notes = make_notes(cast, meeting, "australia", "india", "pakistan")

    assert [(str(note), note.stakeholder.slug) for note in notes] == [
        ("HOAIP/DM/RTGM4/LET/1", "pakistan"),
        ("HOAIP/DM/RTGM4/LET/2", "india"),
        ("HOAIP/DM/RTGM4/LET/3", "australia"),
    ]
    assert len({note.batch for note in notes}) == 1
    assert len({note.link.document.files.get().sha256 for note in notes}) == 3
    assert AuditEntry.objects.values("group").distinct().count() == 1


def test_two_languages_stand_on_one_sheet_each_with_its_own_words_and_days(cast, meeting):
    Stakeholder.objects.filter(slug="india").update(name_fa="هند", official_name_en="Republic of India")

    [note] = make_notes(cast, meeting, "india", languages="en+fa-af")

    english, dari = note.sheet["columns"]
    assert (english["code"], dari["code"]) == ("en", "fa-af")
    assert english["addressee"] == "the Embassy of the Republic of India"
    assert dari["addressee"] == "سفارت هند"
    # What is filled into a line from right to left keeps its own direction.
    assert "\u2068سفارت هند\u2069" in dari["text"]
    assert "\u2068۸ مارچ ۲۰۲۷\u2069" in dari["text"]
    assert "\u2068۱۷ حوت ۱۴۰۵\u2069" in dari["text"]
    assert note.link.document.language == "en"
    assert note.link.document.title_fa == "یادداشت رسمی به سفارت هند"


def test_an_organization_is_addressed_by_its_own_name(cast, meeting):
    Stakeholder.objects.filter(slug="undp").update(official_name_en="United Nations Development Programme")

    [note] = make_notes(cast, meeting, "undp")

    assert note.sheet["columns"][0]["addressee"] == "the United Nations Development Programme"


def test_the_preview_shows_the_chosen_addressee_and_makes_nothing(cast, meeting):
    html = preview(cast, meeting, "pakistan", "india", show="india").content.decode()

    assert "presents its compliments to the Embassy of India" in html
    assert "the Embassy of Pakistan" not in html
    assert "2 notes will be made" in html
    assert not Note.objects.exists()
    assert not Document.objects.exists()
    assert not AuditEntry.objects.exists()


def test_who_is_invited_is_ticked_and_as_long_as_nobody_is_who_holds_a_role(cast, meeting):
    def ticked(of):
        html = cast.client("fp_dm").get(path(of)).content.decode()
        boxes = re.findall(r'<input type="checkbox" name="addressees" value="([a-z-]+)"([^>]*)>', html)
        return {slug for slug, rest in boxes if "checked" in rest}, {slug for slug, _rest in boxes}

    chosen, offered = ticked(meeting)

    assert chosen == {"pakistan", "india", "australia"}
    # Not the state whose ministry writes.
    assert offered == {
        "adpc",
        "australia",
        "china",
        "india",
        "iran",
        "kazakhstan",
        "pakistan",
        "poland",
        "turkey",
        "undp",
    }
    planned = make(cast, date(2027, 5, 8), announced_at=None)
    assert ticked(planned)[0] == {"pakistan", "kazakhstan", "india", "poland", "undp"}


def test_sent_twice_it_makes_nothing_twice(cast, meeting):
    shown = preview(cast, meeting, "india", "pakistan")

    answers = [confirm(cast, meeting, shown) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url == f"/meetings/{meeting.uid}/#notes"
    assert Note.objects.count() == 2


def test_another_round_is_for_those_chosen_again_with_a_reason(cast, meeting):
    make_notes(cast, meeting, "india")
    page = cast.client("fp_dm").get(path(meeting)).content.decode()
    box = page[page.index('value="india"') :]
    assert "has a note already:" in box[: box.index("</label>")]
    assert "HOAIP/DM/RTGM4/LET/1" in box[: box.index("</label>")]
    assert "checked" not in box[: box.index(">")]

    refused = preview(cast, meeting, "india", "pakistan")
    assert refused.status_code == 422
    assert "Say why they get another note of this kind: India." in refused.content.decode()

    notes = make_notes(cast, meeting, "india", "pakistan", again_reason="The city was wrong.")
    assert [(str(note)[-1], note.stakeholder.slug, note.again_reason) for note in notes] == [
        ("2", "pakistan", ""),
        ("3", "india", "The city was wrong."),
    ]
    # A note of another kind is not one again.
    assert preview(cast, meeting, "india", template="new-date").status_code == 200


def test_a_number_is_never_given_again(cast, meeting):
    [note] = make_notes(cast, meeting, "india")
    delete_document(note.link.document, reason="Wrong city.", version=note.link.document.version, by=cast.rev)

    # Deleted it counts as none, so that no reason is asked.
    [other] = make_notes(cast, meeting, "india")

    assert str(other) == "HOAIP/DM/RTGM4/LET/2"


def test_what_the_meeting_lacks_is_named_and_nothing_is_made(cast, meeting):
    Call.objects.all().delete()
    Meeting.objects.filter(pk=meeting.pk).update(
        state="planned", date_precision="month", starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 31), city=""
    )

    refused = preview(cast, meeting, "india")

    assert refused.status_code == 422
    html = refused.content.decode()
    for sentence in (
        "{date}: The meeting has no fixed day yet.",
        "{solar_date}: The meeting has no fixed day yet.",
        "{city}: No city of the meeting is written.",
        "{answer_by}: Nobody is invited yet",
    ):
        assert sentence in html
    assert "{venue}" not in html
    assert not Note.objects.exists()


def test_what_changed_since_the_preview_is_not_signed(cast, meeting):
    shown = preview(cast, meeting, "india")
    Meeting.objects.filter(pk=meeting.pk).update(city="Istanbul")

    answer = confirm(cast, meeting, shown)

    assert answer.status_code == 422
    assert "The template or the meeting has changed since you looked." in answer.content.decode()
    assert not Note.objects.exists()


def test_sheets_with_a_number_that_is_gone_are_not_signed(cast, meeting):
    india = cast.stakeholders["IN"]
    drawing = Drawing(meeting, template_of("invitation"), ["en"], today=date(2026, 11, 23))
    [pressed] = drawing.draw_all([india], 1)
    details = DocumentDetails(type="letter", titles={"title_en": "Other"}, dated_on=DAY)
    file = examine(ContentFile(b"Other words.", name="other.txt"))
    add_document(MeetingHome(), meeting, details=details, file=file, by=cast.fp_dm)

    with pytest.raises(NumberTaken):
        actions.draw_up_notes(
            meeting,
            template=template_of("invitation"),
            codes=["en"],
            printed=[(pressed, b"%PDF-")],
            previewed=drawing.fingerprint([india]),
            by=cast.fp_dm,
        )
    assert not Note.objects.exists()
    # By the page it has the next one: tests/meetings/test_notes_races.py makes both at once.
    [note] = make_notes(cast, meeting, "india")
    assert str(note) == note.link.document.reference == "HOAIP/DM/RTGM4/LET/2"


def test_where_the_press_is_busy_no_note_is_made_and_nothing_typed_is_lost(cast, meeting, monkeypatch):
    shown = preview(cast, meeting, "india", "pakistan")
    monkeypatch.setattr(pdf, "PATIENCE", 0.01)

    with pdf.press:
        answer = confirm(cast, meeting, shown)

    assert answer.status_code == 503
    html = answer.content.decode()
    assert "This machine made no PDF now, so no note was made." in html
    assert html.count("checked") == 2
    assert not Note.objects.exists()
    assert confirm(cast, meeting, shown).status_code == 302


def test_every_placeholder_is_filled_in_each_language(cast, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(
        ends_on=date(2027, 3, 9),
        venue="Serena",
        opens_at=time(10),
        closes_at=time(16, 30),
        venue_time_zone="Asia/Karachi",
    )
    meeting.refresh_from_db()
    MeetingCbm.objects.create(meeting=meeting, cbm=cast.cbms["ct"])
    text = "; ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    NoteTemplate.objects.create(key="own-all", name="All", text_en=text, text_fa=text, text_ps=text)
    drawing = Drawing(meeting, template_of("own-all"), ["en", "fa-af", "ps"], today=date(2026, 11, 23))

    drawn = drawing.draw(cast.stakeholders["IN"], "HOAIP/DM/RTGM4/LET/7")

    assert drawing.lacking() == []
    english, dari, pashto = (column["text"] for column in drawn.sheet["columns"])
    assert english.split("; ") == [
        "the Embassy of India",
        "Disaster Management, Counter-Terrorism, 4th RTGM, Islamabad",
        "Disaster Management, Counter-Terrorism",
        "8–9 March 2027",
        "17–18 Hut 1405",
        "Islamabad",
        "Serena",
        "8 March 2027, 10:00 – 9 March 2027, 16:30, Karachi time",
        "22 February 2027",
        "HOAIP/DM/RTGM4/LET/7",
        "23 November 2026",
    ]
    assert "\u2068۸–۹ مارچ ۲۰۲۷\u2069" in dari
    assert dari.count("\u2068") == dari.count("\u2069") == pashto.count("\u2068") == len(PLACEHOLDERS)
    assert "\u2068د India سفارت\u2069" in pashto
    assert [tongue["code"] for _row, tongue in drawing.borrowed([cast.stakeholders["IN"]])] == ["fa-af", "ps"]


def test_what_is_filled_in_is_escaped_and_not_read_again(cast, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(title_en="<b>Maps</b> {today} {x.__class__}")

    html = preview(cast, meeting, "india").content.decode()

    assert "&lt;b&gt;Maps&lt;/b&gt; {today} {x.__class__}" in html
    [note] = make_notes(cast, meeting, "india")
    page = sheet_page(note.sheet)
    assert "&lt;b&gt;Maps&lt;/b&gt;" in page
    assert "<b>Maps" not in page


@pytest.mark.parametrize(("template", "state"), [("record", "invited"), ("invitation", "held")])
def test_a_template_is_for_a_meeting_in_its_state(cast, meeting, template, state):
    Meeting.objects.filter(pk=meeting.pk).update(state=state)

    assert cast.client("fp_dm").get(path(meeting, template)).status_code == 409
    assert cast.client("fp_dm").get(path(meeting, "no-such")).status_code == 400
    html = cast.client("fp_dm").get(f"/meetings/{meeting.uid}/notes/new/").content.decode()
    assert f"?template={template}" not in html
    assert "?template=new-date" in html


def test_all_of_a_round_are_printed_as_one_pdf(cast, meeting):
    first = make_notes(cast, meeting, "india", "pakistan")[0]

    answer = cast.client("fp_dm").get(f"/meetings/{meeting.uid}/notes/{first.batch}.pdf")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert 'filename="HOAIP-DM-RTGM4-LET-1-2.pdf"' in answer.headers["Content-Disposition"]
    body = answer.getvalue()
    assert body.startswith(b"%PDF-")
    whole = body + b"".join(packed_objects(body))
    assert len(re.findall(rb"/Type\s*/Page\b", whole)) == 2


def test_the_day_of_delivery_is_entered_by_hand_and_can_be_corrected(cast, meeting):
    [note] = make_notes(cast, meeting, "india")
    where = f"/notes/{note.uid}/delivered/"
    browser = cast.client("fp_dm")

    for day in ("2026-11-22", "2026-11-24", "soon"):
        assert browser.post(where, {"version": "1", "delivered_on": day}).status_code == 422
    assert browser.post(where, {"version": "1", "delivered_on": "1405-09-02"}).status_code == 302
    note.refresh_from_db()
    assert (note.delivered_on, note.delivered_by) == (date(2026, 11, 23), cast.fp_dm)
    assert "Delivered:" in cast.client("del_in").get(f"/meetings/{meeting.uid}/").content.decode()
    assert browser.post(where, {"version": "1", "delivered_on": ""}).status_code == 409
    assert browser.post(where, {"version": "2", "delivered_on": ""}).status_code == 302
    note.refresh_from_db()
    assert (note.delivered_on, note.delivered_at, note.delivered_by) == (None, None, None)
    entries = AuditEntry.objects.filter(action="note.deliver").order_by("sequence")
    assert [entry.changes["delivered_on"] for entry in entries] == [[None, "2026-11-23"], ["2026-11-23", None]]


def test_one_day_for_all_of_a_round_that_have_none_yet(cast, meeting):
    made = make_notes(cast, meeting, "india", "pakistan", "australia", "turkey")
    notes = {note.stakeholder.slug: note for note in made}
    actions.deliver_note(notes["pakistan"], on=date(2026, 11, 23), version=1, by=cast.rev)
    document = notes["turkey"].link.document
    delete_document(document, reason="Not invited.", version=document.version, by=cast.rev)
    apart = make_notes(cast, meeting, "poland")[0]
    browser, where = cast.client("fp_dm"), f"/notes/{notes['india'].uid}/delivered/"
    assert 'name="whole_round"' in browser.get(where).content.decode()

    sent = {"version": "1", "delivered_on": "2026-11-23", "whole_round": "on"}
    assert browser.post(where, sent).status_code == 302

    found = {note.stakeholder.slug: note.delivered_by for note in Note.objects.all()}
    by_fp = {"india": cast.fp_dm, "australia": cast.fp_dm}
    assert found == by_fp | {"pakistan": cast.rev, "turkey": None, "poland": None}
    assert AuditEntry.objects.filter(action="note.deliver").count() == 3
    assert 'name="whole_round"' not in browser.get(f"/notes/{apart.uid}/delivered/").content.decode()


def test_the_day_of_a_round_is_not_offered_where_all_others_were_deleted(cast, meeting):
    made = make_notes(cast, meeting, "india", "pakistan")
    kept, gone = sorted(made, key=lambda note: note.stakeholder.slug)
    delete_document(gone.link.document, reason="Not invited.", version=1, by=cast.rev)

    page = cast.client("fp_dm").get(f"/notes/{kept.uid}/delivered/").content.decode()

    assert 'name="delivered_on"' in page
    assert 'name="whole_round"' not in page


def test_nothing_is_entered_about_a_note_that_was_deleted(cast, meeting):
    [note] = make_notes(cast, meeting, "india")
    delete_document(note.link.document, reason="Wrong city.", version=1, by=cast.rev)

    assert cast.client("fp_dm").get(f"/notes/{note.uid}/delivered/").status_code == 409
    assert cast.client("fp_dm").get(f"/meetings/{meeting.uid}/notes/{note.batch}.pdf").status_code == 404


@pytest.mark.parametrize("who", ["dir", "del_pk", "del_in", "fp_ct"])
def test_who_does_not_run_the_meeting_makes_none(cast, meeting, who):
    assert preview(cast, meeting, "india", who=who).status_code == 403
    drawing = Drawing(meeting, template_of("invitation"), ["en"], today=date(2026, 11, 23))
    drawn = drawing.draw_all([cast.stakeholders["IN"]], 1)

    with pytest.raises(Refused):
        actions.draw_up_notes(
            meeting,
            template=template_of("invitation"),
            codes=["en"],
            printed=[(drawn[0], b"%PDF-")],
            previewed=drawing.fingerprint([cast.stakeholders["IN"]]),
            by=cast.people[who],
        )
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"kind": "order"}, "meetings_note_kind"),
        ({"delivered_on": DAY}, "meetings_note_delivered"),
    ],
)
def test_the_database_keeps_notes_whole(cast, meeting, change, constraint):
    note = a_note(meeting, cast.stakeholders["IN"], by=cast.fp_dm)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(**change)


@pytest.mark.parametrize("invited", [1, 30])
def test_statements_do_not_grow(cast, meeting, invited, django_assert_num_queries):
    states = [
        Stakeholder.objects.create(kind="organization", code=f"X{n}", slug=f"x-{n}", name_en=f"Body {n}")
        for n in range(invited)
    ]
    for state in states:
        Invitee.objects.create(
            meeting=meeting, stakeholder=state, invited_at=timezone.now(), invited_by=cast.fp_dm, capacity="observer"
        )
        a_note(meeting, state, by=cast.fp_dm)
    browser = cast.client("fp_dm")
    browser.get(path(meeting))

    with django_assert_num_queries(FORM_STATEMENTS):
        browser.get(path(meeting))
    body = {"addressees": [state.slug for state in states], "languages": "en", "again_reason": "Once more."}
    with django_assert_num_queries(PREVIEW_STATEMENTS):
        assert browser.post(path(meeting), body).status_code == 200
