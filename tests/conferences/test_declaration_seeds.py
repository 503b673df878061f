"""Declarations of the reference data: what stands there after it, and that no person’s word is overwritten."""

import re
from copy import deepcopy
from datetime import date

import pytest
from django.test import Client

from conferences.actions.declarations import draft_declaration, tag_paragraph
from conferences.models import Declaration, Paragraph
from conferences.seeds import reference, seed_reference
from conferences.seeds.declarations import seed_declarations
from conferences.texts.seal import check
from hoaip import grants
from hoaip.errors import Refused
from hoaip.imports import Tally, address
from hoaip.models import Appointment, AuditEntry, Event, EventAnchor, Process, User
from hoaip.register.actions import confirm_fact
from meetings.models import Meeting
from tests.seeded import enter_reference

SLUG = "amritsar-2016"


@pytest.fixture
def by(db):
    return User.objects.system()


@pytest.fixture
def seeded(db):
    enter_reference()


@pytest.fixture
def staff(seeded):
    person = User.objects.create(email="rev@example.org", full_name="Ministry staff")
    process = Process.objects.get(slug="hoa-ip")
    Appointment.objects.create(process=process, user=person, role="reviewer", from_on=date(2020, 1, 1))
    grants.sync_all()
    return person


def again(change=None, *, by):
    """The reference data once more, with `change(entry of Amritsar)`."""
    data = deepcopy(reference())
    if change is not None:
        change(next(entry for entry in data["declarations"] if entry["slug"] == SLUG))
    return seed_reference(data, by=by)


def test_what_the_nine_conferences_and_the_kabul_process_declared(seeded):
    rows = Declaration.objects.order_by("agreed_on").values_list("slug", "kind", "agreed_on", "state", "meeting__type")

    assert [(slug, kind, day.isoformat()) for slug, kind, day, _state, _type in rows] == [
        ("istanbul-2011", "declaration", "2011-11-02"),
        ("kabul-2012", "declaration", "2012-06-14"),
        ("almaty-2013", "declaration", "2013-04-26"),
        ("beijing-2014", "declaration", "2014-10-31"),
        ("islamabad-2015", "declaration", "2015-12-09"),
        (SLUG, "declaration", "2016-12-04"),
        ("kabul-process-2017", "chair_statement", "2017-06-06"),
        ("baku-2017", "declaration", "2017-12-01"),
        ("kabul-process-2018", "declaration", "2018-02-28"),
        ("istanbul-2019", "declaration", "2019-12-09"),
        ("dushanbe-2021", "declaration", "2021-03-30"),
    ]
    assert {state for _slug, _kind, _day, state, _type in rows} == {"sealed"}
    assert not Declaration.objects.filter(source="").exists()
    assert not Declaration.objects.exclude(title_fa="").filter(title_ps="").exists()


def test_one_of_them_stands_in_short_summaries_in_two_languages(seeded, by):
    declaration = Declaration.objects.get(slug=SLUG)
    paragraphs = list(declaration.paragraphs.order_by("number"))

    assert (declaration.is_summary, declaration.is_imported, declaration.is_confirmed) == (True, True, False)
    assert (declaration.sealed_by, check(declaration, paragraphs).is_right) == (by, True)
    assert [row.number for row in paragraphs] == list(range(1, 15))
    assert all(row.text_en and row.text_fa for row in paragraphs)
    assert [row.uid for row in paragraphs] == [address("paragraph", f"{SLUG}:{row.number}") for row in paragraphs]
    assert {row.pillar for row in paragraphs} == {"", "consultation", "cbms", "cooperation"}
    assert sum(row.is_actionable for row in paragraphs) == 10
    codes = set(Paragraph.objects.filter(declaration=declaration).values_list("cbms__code", flat=True)) - {None}
    assert codes == {"ct", "cn", "dm", "tci", "ri", "ce"}
    assert not Paragraph.objects.exclude(declaration=declaration).exists()


def test_everybody_reads_it_with_its_seal_and_its_source(seeded):
    html = Client().get(f"/declarations/{SLUG}/?with=fa").content.decode()
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))

    for words in ("the seal is right", "short summaries in the portal’s own words", "jagranjosh.com", "چابهار"):
        assert words in said
    title_only = Client().get("/declarations/almaty-2013/").content.decode()
    assert "Its words are not here yet" in title_only
    assert "the seal is right" in title_only


def test_twice_changes_nothing(seeded, by):
    entries, events = AuditEntry.objects.count(), Event.objects.count()

    tally = again(by=by)

    assert tally.written == 0
    assert (tally.kinds["declarations"]["same"], tally.kinds["paragraphs"]["same"]) == (11, 14)
    assert (AuditEntry.objects.count(), Event.objects.count()) == (entries, events)


def test_sources_and_tags_are_corrected_and_sealed_words_are_kept(seeded, by):
    def change(entry):
        entry["source"] = "https://example.org/another"
        entry["title_en"] = "Another title"
        entry["paragraphs"][0] |= {"text_en": "Other words."}
        entry["paragraphs"][1] |= {"pillar": "cbms", "cbms": ["dm"]}

    tally = again(change, by=by)

    declaration = Declaration.objects.get(slug=SLUG)
    first, second = declaration.paragraphs.filter(number__lte=2).order_by("number")
    assert (tally.kinds["declarations"]["changed"], tally.kinds["paragraphs"]["changed"]) == (1, 1)
    assert (declaration.source, declaration.title_en) == ("https://example.org/another", "Amritsar Declaration")
    assert tally.kinds["paragraphs"]["kept"] == 1
    assert "Other words." not in first.text_en
    assert (second.pillar, list(second.cbms.values_list("code", flat=True))) == ("cbms", ["dm"])
    assert check(declaration, list(declaration.paragraphs.all())).is_right
    assert Event.objects.filter(kind="declaration.sealed").count() == 11


def test_what_a_person_tagged_or_confirmed_is_kept(seeded, by, staff):
    declaration = Declaration.objects.get(slug=SLUG)
    paragraph = declaration.paragraphs.get(number=2)
    tag_paragraph(
        paragraph, pillar="cooperation", theme="", cbms=[], is_actionable=True, version=paragraph.version, by=staff
    )
    confirm_fact(declaration, at=declaration.created_at, by=staff)

    def change(entry):
        entry["source"] = "https://example.org/another"
        entry["paragraphs"][1]["pillar"] = "cbms"

    tally = again(change, by=by)

    declaration.refresh_from_db()
    paragraph.refresh_from_db()
    assert "jagranjosh" in declaration.source
    assert paragraph.pillar == "cooperation"
    assert (tally.kinds["declarations"]["kept"], tally.kinds["paragraphs"]["kept"], tally.written) == (1, 1, 0)


def test_a_text_that_a_person_entered_before_stands_in_place_of_ours(seeded, by, staff):
    meeting = Meeting.objects.get(type="mc", ordinal=6)
    other = deepcopy(reference()["declarations"][5]) | {"slug": "amritsar-anew"}
    draft_declaration(meeting, slug="by-hand", title_en="By hand", agreed_on=date(2016, 12, 4), by=staff)
    meetings = {other["meeting"]: meeting}
    tally = Tally()

    found = seed_declarations([other], meetings=meetings, cbms={}, by=by, tally=tally)

    assert found["amritsar-anew"].slug == "by-hand"
    assert tally.kinds["declarations"]["kept"] == 1
    assert not Declaration.objects.filter(slug="amritsar-anew").exists()
    assert not Declaration.objects.get(slug="by-hand").paragraphs.exists()


def test_what_was_not_told_is_told_with_the_next_import(seeded, by):
    standing = Event.objects.filter(kind="declaration.sealed").count()
    EventAnchor.objects.filter(event__kind="declaration.sealed").delete()
    Event.objects.filter(kind="declaration.sealed").delete()

    assert again(by=by).written == 0
    assert Event.objects.filter(kind="declaration.sealed").count() == standing == 11


def test_a_person_imports_none(seeded, staff):
    with pytest.raises(Refused):
        seed_declarations([], meetings={}, cbms={}, by=staff, tally=Tally())
