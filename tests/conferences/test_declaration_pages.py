"""What everybody reads of declarations: texts, languages, paragraphs, the list, and in how many statements."""

import pytest
from django.test import Client

from conferences.actions.declarations import Words, change_declaration, seal_declaration
from conferences.models import Declaration, Paragraph
from hoaip import grants
from meetings.models import Meeting
from tests.declared import text_of, words
from tests.trail import declaration


@pytest.fixture
def world(filled):
    world = filled
    world.today = grants.today()
    return world


def test_a_draft_is_the_ministrys(world):
    for key, status in (("rev", 200), ("fp_ct", 200), ("dir", 200), ("adm", 404), ("del_kz", 404), (None, 404)):
        assert world.client(key).get("/declarations/sample-draft/").status_code == status
        assert world.client(key).get("/declarations/sample-draft/para/1/").status_code == status
        seen = "sample-draft" in world.client(key).get("/declarations/").content.decode()
        listed = b"sample-draft" in b"".join(world.client(key).get("/declarations/table.csv"))
        assert (seen, listed) == (status == 200, status == 200)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("declaration", "A text on which the participants agreed."),
        ("communique", "A text on which the participants agreed."),
        ("chair_statement", "the chair alone answers for it"),
    ],
)
def test_who_answers_for_it_is_said(world, kind, sentence):
    declaration(world, world.ministers, slug="of-a-kind", state="sealed", kind=kind, is_summary=True)

    for address in ("/declarations/of-a-kind/", "/declarations/of-a-kind/para/1/"):
        said = text_of(Client().get(address))
        assert sentence in said
        assert "in the portal’s own words" in said


def test_languages_stand_side_by_side(world):
    draft = world.declarations["draft"]
    change_declaration(
        draft,
        paragraphs=[Words(None, "We agree.", "ما موافقیم."), Words(None, "Only in English.")],
        version=1,
        by=world.rev,
    )
    seal_declaration(draft, reason="Compared.", version=2, today=world.today, by=world.dir)
    address = "/declarations/sample-draft/"

    alone, beside = (text_of(Client().get(f"{address}{query}")) for query in ("", "?with=fa"))
    dari = Client().get(f"/fa-af{address}?with=en").content.decode()
    paragraph = text_of(Client().get(f"{address}para/1/"))

    assert "ما موافقیم." not in alone
    assert "We agree. ما موافقیم." in beside
    assert "in English only" in beside
    assert dari.index("ما موافقیم.") < dari.index("We agree.")
    assert 'lang="fa-AF" dir="rtl"' in dari
    assert ("We agree." in paragraph, "ما موافقیم." in paragraph) == (True, True)
    assert Client().get(f"{address}?with=xx").status_code == 400
    pashto = text_of(Client().get(f"/ps{address}"))
    assert "We agree." in pashto


def test_a_paragraph_names_its_neighbours_and_leads_to_its_text(world):
    draft = world.declarations["draft"]
    change_declaration(
        draft, paragraphs=words((None, "One."), (None, "Two."), (None, "Three.")), version=1, by=world.rev
    )
    seal_declaration(draft, reason="Compared.", version=2, today=world.today, by=world.dir)
    address = "/declarations/sample-draft/para/{}/"

    first, second, third = (Client().get(address.format(number)).content.decode() for number in (1, 2, 3))

    assert (address.format(0) in first, address.format(2) in first) == (False, True)
    assert (address.format(1) in second, address.format(3) in second) == (True, True)
    assert (address.format(2) in third, address.format(4) in third) == (True, False)
    assert "/declarations/sample-draft/#p2" in second
    assert Client().get(address.format(4)).status_code == 404
    assert Client().get("/declarations/sample-draft/para/99999999999999999999/").status_code == 404


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", {"sample-sealed", "statement"}),
        ("?kind=chair_statement", {"statement"}),
        ("?year=2016", {"statement"}),
        ("?year=1394", {"sample-sealed"}),
        ("?language=fa", {"statement"}),
        ("?language=ps", set()),
        ("?process=hoa-ip", {"sample-sealed", "statement"}),
    ],
)
def test_the_list_is_narrowed(world, query, slugs):
    made = declaration(world, world.ministers, slug="statement", kind="chair_statement")
    Paragraph.objects.filter(declaration=made, number=1).update(text_fa="به دری")
    seal_declaration(made, reason="Compared.", version=1, today=world.today, by=world.dir)

    page = Client().get(f"/declarations/{query}")
    export = b"".join(Client().get(f"/declarations/table.csv{query}")).decode()

    for slug in ("sample-sealed", "statement"):
        assert (f"/declarations/{slug}/" in page.content.decode()) == (slug in slugs)
        assert (f"/declarations/{slug}/" in export) == (slug in slugs)


def many(world, count):
    """A sealed text of that many paragraphs, tagged, in two languages."""
    made = Declaration.objects.create(
        meeting=world.ministers,
        process=world.process,
        slug="many",
        title_en="Many",
        agreed_on=world.ministers.ends_on,
    )
    rows = Paragraph.objects.bulk_create(
        Paragraph(declaration=made, number=number, text_en=f"One {number}.", text_fa=f"یک {number}.", pillar="cbms")
        for number in range(1, count + 1)
    )
    through = Paragraph.cbms.through
    through.objects.bulk_create(through(paragraph=row, cbm=world.cbms["dm"]) for row in rows)
    seal_declaration(made, reason="Compared.", version=1, today=world.today, by=world.dir)
    return made


@pytest.mark.parametrize("count", [1, 200])
@pytest.mark.parametrize(
    ("address", "statements"),
    [("/declarations/many/?with=fa", 6), ("/declarations/many/para/1/", 6), ("/conferences/5/", 12)],
)
def test_statements_of_a_text_are_the_same_for_any_length(world, django_assert_num_queries, address, statements, count):
    many(world, count)
    browser = Client()

    with django_assert_num_queries(statements):
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 12])
def test_statements_of_the_list(world, django_assert_num_queries, count):
    for number in range(count):
        declaration(world, world.ministers, slug=f"of-many-{number}", state="sealed")
    Client().get("/declarations/")

    with django_assert_num_queries(3):
        assert Client().get("/declarations/?kind=declaration").status_code == 200


@pytest.mark.parametrize("count", [2, 200])
def test_statements_of_saving_are_the_same_for_any_length(world, django_assert_num_queries, count):
    draft = world.declarations["draft"]
    change_declaration(draft, paragraphs=words(*[(None, "Words.")] * count), version=1, by=world.rev)
    rows = list(draft.paragraphs.order_by("number"))

    with django_assert_num_queries(29):
        change_declaration(
            draft,
            paragraphs=words(*[(row.uid, f"Other {row.number}.") for row in reversed(rows)]),
            version=2,
            by=world.rev,
        )

    assert draft.paragraphs.get(number=1).text_en == f"Other {count}."


def test_a_meeting_without_a_cbm_shows_what_it_declared(world):
    senior = world.meetings["senior"]
    Meeting.objects.filter(pk=senior.pk).update(state="held", announced_at=senior.created_at)
    address = f"/meetings/{senior.uid}/"
    none, writer = text_of(Client().get(f"{address}?before")), text_of(world.client("rev").get(address))
    declaration(world, senior, slug="of-officials", kind="chair_statement", state="sealed")

    said = text_of(Client().get(address))

    assert ("What was declared" in none, "Write a declaration" in writer) == (False, True)
    assert "Sample declaration of-officials" in said
    assert "the chair alone answers for it" in said
    assert "What was declared" not in text_of(world.client("rev").get(f"/meetings/{world.meetings['held'].uid}/"))
