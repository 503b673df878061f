"""Templates of notes verbales: delivered in three languages, edited, put back, written anew; what braces may hold."""

import pytest
from django.db import IntegrityError, transaction

from hoaip.catalogues import compile_catalogues
from hoaip.models import AuditEntry
from meetings.models import NoteTemplate
from meetings.notes.delivered import DELIVERED
from meetings.notes.placeholders import PLACEHOLDERS, filled, names_in, nearest, problems_of
from meetings.notes.templates import SHEETS, delivered_texts, template_of

TEXT = "Compliments to {addressee}: {meeting}."


@pytest.fixture(autouse=True)
def _words():
    compile_catalogues()


def edit(cast, key="invitation", *, version="0", reason="Our own words.", who="adm", step="", **texts):
    body = {"version": version, "reason": reason, "text_en": "", "text_fa": "", "text_ps": "", **texts}
    return cast.client(who).post(f"/manage/notes/{key}/{step}", body)


def new(cast, **given):
    body = {"name": "Thanks to the host", "kind": "free", "text_en": TEXT, "text_fa": "", "text_ps": "", **given}
    return cast.client("adm").post("/manage/notes/new/", body)


def test_every_delivered_template_is_written_in_three_languages_with_the_same_placeholders():
    for delivered in DELIVERED:
        texts = delivered_texts(delivered)
        assert set(texts) == {"en", "fa-af", "ps"}, delivered.key
        assert {tuple(names_in(text)) for text in texts.values()} == {tuple(names_in(texts["en"]))}
        assert all(not problems_of(text) for text in texts.values())
        # Two languages stand beside each other paragraph by paragraph.
        assert len({text.count("\n\n") for text in texts.values()}) == 1


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("To {addressee} on {date}.", []),
        ("No braces.", []),
        ("On {dat}.", ["{dat} is not known. Do you mean {date}?"]),
        ("On {Date} and {Date}.", ["{Date} is not known. Do you mean {date}?"]),
        ("To {adressee}, {answer by}.", [
            "{adressee} is not known. Do you mean {addressee}?",
            "{answer by} is not known. Do you mean {answer_by}?",
        ]),
        ("{}", ["{} is not known. Do you mean {venue}?"]),
        ("{meeting.process.created_by}", ["{meeting.process.created_by} is not known. Do you mean {meeting}?"]),
        ("{meeting!r}", ["{meeting!r} is not known. Do you mean {meeting}?"]),
        ("On {date.", ["A brace stands alone at “On {date.”. A placeholder is a name between two braces, as {date}."]),
        ("On date}.", ["A brace stands alone at “On date}.”. A placeholder is a name between two braces, as {date}."]),
        ("{{date}}", [
            "A brace stands alone at “{{date}}”. A placeholder is a name between two braces, as {date}.",
        ]),
    ],
)  # fmt: skip
def test_braces_that_mean_nothing_are_named(text, problems):
    assert problems_of(text) == problems


def test_what_is_filled_in_is_not_read_again():
    values = dict.fromkeys(PLACEHOLDERS, "-") | {"meeting": "{today} \\1 %s", "today": "now"}

    assert filled("{meeting}, {today}", values) == "{today} \\1 %s, now"


@pytest.mark.parametrize("name", ["", "x" * 4000, "{", "۱", "DATE", "solar-date"])
def test_there_is_always_a_nearest_one(name):
    assert nearest(name) in PLACEHOLDERS


def test_the_list_of_placeholders_stands_beside_the_form(cast):
    html = cast.client("adm").get("/manage/notes/invitation/").content.decode()

    for name in PLACEHOLDERS:
        assert f'<bdi dir="ltr">{{{name}}}</bdi>' in html
    assert "the day by which an answer is asked" in html
    assert "presents its compliments to {addressee}" in html


def test_an_unknown_placeholder_is_an_error_at_its_field_and_loses_nothing(cast):
    answer = edit(cast, text_en=TEXT, text_fa="به {adressee}.")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "{adressee} is not known. Do you mean {addressee}?" in html
    assert 'aria-describedby="id_text_fa' in html
    assert "به {adressee}." in html
    assert not NoteTemplate.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_delivered_template_is_edited_and_put_back(cast):
    assert edit(cast, text_en=TEXT).status_code == 302

    template = template_of("invitation")
    assert template.texts == {"en": TEXT}
    assert [value for value, _words in template.sheets()] == ["en"]
    html = cast.client("adm").get("/manage/notes/").content.decode()
    assert "edited" in html
    assert edit(cast, version="0", text_en="Other.").status_code == 409
    assert edit(cast, version="1", step="restore/").status_code == 302
    assert template_of("invitation").texts == delivered_texts(DELIVERED[0])
    assert edit(cast, version="2", step="restore/").status_code == 409
    actions = [entry.action for entry in AuditEntry.objects.order_by("sequence")]
    assert actions == ["note_template.change", "note_template.restore"]
    assert AuditEntry.objects.first().reason == "Our own words."


def test_the_delivered_words_are_no_change(cast):
    texts = delivered_texts(DELIVERED[0])

    answer = edit(cast, text_en=texts["en"], text_fa=texts["fa-af"], text_ps=texts["ps"])

    assert answer.status_code == 422
    assert "nothing was changed" in answer.content.decode()


def test_an_own_template_is_written_changed_and_taken_out_of_use(cast):
    assert new(cast).status_code == 302

    row = NoteTemplate.objects.get()
    assert (row.name, row.kind, row.text_en) == ("Thanks to the host", "free", TEXT)
    assert edit(cast, row.key, version="1", text_en=TEXT, name="Thanks", kind="invitation").status_code == 302
    row.refresh_from_db()
    assert (row.name, row.kind, row.version) == ("Thanks", "invitation", 2)
    assert edit(cast, row.key, version="2", step="retire/").status_code == 302
    assert template_of(row.key).is_retired
    assert edit(cast, row.key, version="3", step="retire/").status_code == 302
    assert not template_of(row.key).is_retired
    assert edit(cast, row.key, version="4", step="restore/").status_code == 409
    actions = [entry.action.partition(".")[2] for entry in AuditEntry.objects.order_by("sequence")]
    assert actions == ["add", "change", "retire", "use"]


def test_a_template_out_of_use_is_offered_to_nobody(filled):
    where = f"/meetings/{filled.meetings['invited'].uid}/notes/new/"
    assert edit(filled, step="retire/").status_code == 302

    browser = filled.client("fp_dm")
    assert "?template=invitation" not in browser.get(where).content.decode()
    assert browser.get(f"{where}?template=invitation").status_code == 409


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text_en": ""}, "Write it in one language at least."),
        ({"name": "  "}, "This field is required."),
        ({"kind": "order"}, "order"),
        ({"text_en": "a\u202eb"}, "characters that nobody sees"),
        ({"text_ps": "{"}, "A brace stands alone"),
    ],
)
def test_what_is_no_template_is_refused_with_a_sentence(cast, given, sentence):
    answer = new(cast, **given)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not NoteTemplate.objects.exists()


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"key": "one"}, "meetings_notetemplate_once"),
        ({"key": "Two Words"}, "meetings_notetemplate_words"),
        ({"key": "two", "kind": "order"}, "meetings_notetemplate_words"),
        ({"key": "two", "text_fa": "a\u2066b"}, "meetings_notetemplate_seen"),
        ({"key": "two", "text_ps": "  "}, "meetings_notetemplate_written"),
    ],
)
def test_the_database_keeps_templates_whole(db, columns, constraint):
    NoteTemplate.objects.create(key="one", text_en="Words")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        NoteTemplate.objects.create(**columns)


def test_two_languages_on_a_sheet_begin_with_english():
    assert all(codes[0] == "en" for codes in SHEETS if len(codes) == 2)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_the_same_for_few_and_many(cast, rows, django_assert_num_queries):
    for number in range(rows):
        NoteTemplate.objects.create(key=f"own-{number}", name=f"Own {number}", text_en=TEXT)
    browser = cast.client("adm")
    browser.get("/manage/notes/")

    with django_assert_num_queries(4):
        html = browser.get("/manage/notes/").content.decode()
    assert html.count("/manage/notes/own-") == rows
