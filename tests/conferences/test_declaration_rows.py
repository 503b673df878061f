"""What the database promises of declarations, paragraphs and delegations, whoever writes."""

import pytest
from django.db import IntegrityError, connection, transaction

from conferences.models import Declaration, Delegation, Paragraph
from tests.trail import declaration

BROKEN = [
    ("conferences_declaration", "draft", "title_en = '  '", "conferences_declaration_titled"),
    ("conferences_declaration", "draft", "kind = 'poem'", "conferences_declaration_words"),
    ("conferences_declaration", "draft", "agreed_on = '1999-01-01'", "conferences_declaration_words"),
    ("conferences_declaration", "draft", "agreed_on = '2200-01-01'", "conferences_declaration_words"),
    ("conferences_declaration", "draft", "state = 'sealed'", "conferences_declaration_sealed"),
    ("conferences_declaration", "draft", "state = 'lost'", "conferences_declaration_sealed"),
    ("conferences_declaration", "draft", "seal = repeat('a', 64)", "conferences_declaration_sealed"),
    ("conferences_declaration", "draft", "sealed_at = now()", "conferences_declaration_sealed"),
    ("conferences_declaration", "draft", "confirmed_at = now()", "conferences_declaration_confirmed"),
    ("conferences_declaration", "draft", "slug = 'sample-sealed'", "conferences_declaration_slug_key"),
    # Sealed: neither its words nor its seal, nor where it belongs.
    ("conferences_declaration", "sealed", "title_en = 'Another'", "conferences_declaration_frozen"),
    ("conferences_declaration", "sealed", "title_fa = 'دیگر'", "conferences_declaration_frozen"),
    ("conferences_declaration", "sealed", "title_ps = 'بل'", "conferences_declaration_frozen"),
    ("conferences_declaration", "sealed", "kind = 'communique'", "conferences_declaration_frozen"),
    ("conferences_declaration", "sealed", "agreed_on = '2015-12-10'", "conferences_declaration_frozen"),
    ("conferences_declaration", "sealed", "is_summary = NOT is_summary", "conferences_declaration_frozen"),
    ("conferences_declaration", "sealed", "slug = 'another'", "conferences_declaration_frozen"),
    ("conferences_declaration", "sealed", "seal = repeat('a', 64)", "conferences_declaration_frozen"),
    ("conferences_declaration", "sealed", "sealed_at = now() + interval '1 day'", "conferences_declaration_frozen"),
    (
        "conferences_declaration",
        "sealed",
        "state = 'draft', seal = '', sealed_at = NULL, sealed_by_id = NULL",
        "conferences_declaration_frozen",
    ),
    ("conferences_paragraph", "draft", "number = 0", "conferences_paragraph_text"),
    ("conferences_paragraph", "draft", "text_en = ' '", "conferences_paragraph_text"),
    ("conferences_paragraph", "draft", "pillar = 'fourth'", "conferences_paragraph_tags"),
    ("conferences_paragraph", "draft", "theme = 'weather'", "conferences_paragraph_tags"),
    ("conferences_paragraph", "sealed", "text_en = 'Other words'", "conferences_declaration_frozen"),
    ("conferences_paragraph", "sealed", "text_fa = 'دیگر'", "conferences_declaration_frozen"),
    ("conferences_paragraph", "sealed", "number = number + 10", "conferences_declaration_frozen"),
    ("conferences_paragraph", "sealed", "uid = gen_random_uuid()", "conferences_declaration_frozen"),
]


@pytest.fixture
def world(filled):
    return filled


def update(table, key, what):
    column = "slug" if table == "conferences_declaration" else "declaration_id"
    where = f"sample-{key}" if column == "slug" else Declaration.objects.get(slug=f"sample-{key}").pk
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {what} WHERE {column} = %s", [where])


@pytest.mark.parametrize(("table", "key", "what", "name"), BROKEN)
def test_a_broken_row_is_refused_by_the_database(world, table, key, what, name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        update(table, key, what)

    assert refusal.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("conferences_declaration", "source = 'https://example.org', source_note = 'Read.', confidence = 'low'"),
        ("conferences_declaration", "is_disputed = true, dispute_note = 'Two dates.'"),
        ("conferences_declaration", "version = version + 1, changed_at = now()"),
        ("conferences_paragraph", "pillar = 'cbms', theme = 'peace', is_actionable = NOT is_actionable"),
    ],
)
def test_what_is_the_portals_own_may_change_after_the_seal(world, table, what):
    update(table, "sealed", what)


def test_a_sealed_text_is_not_deleted_and_takes_no_paragraph(world):
    sealed, draft = world.declarations["sealed"], world.declarations["draft"]
    paragraph = sealed.paragraphs.get(number=2)
    empty = declaration(world, world.ministers, slug="emptied")
    empty.paragraphs.all().delete()
    Declaration.objects.filter(pk=empty.pk).update(
        state="sealed", seal="a" * 64, sealed_at=world.conference.created_at, sealed_by=world.dir
    )

    for attempt in (
        lambda: Paragraph.objects.filter(pk=paragraph.pk).delete(),
        lambda: Paragraph.objects.create(declaration=sealed, number=3, text_en="One more."),
        lambda: Paragraph.objects.filter(declaration=draft, number=1).update(declaration=sealed, number=9),
        lambda: Paragraph.objects.filter(pk=paragraph.pk).update(declaration=draft, number=9),
        lambda: Declaration.objects.filter(pk=empty.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="does not change any more"), transaction.atomic():
            attempt()

    assert sealed.paragraphs.count() == 2


def test_a_draft_and_its_paragraphs_may_go(world):
    draft = world.declarations["draft"]

    draft.paragraphs.all().delete()
    draft.delete()

    assert not Declaration.objects.filter(slug="sample-draft").exists()


def test_numbers_of_paragraphs_may_cross_within_a_transaction_and_not_after_it(world):
    first, second = world.declarations["draft"].paragraphs.order_by("number")

    Paragraph.objects.filter(pk=first.pk).update(number=2)
    Paragraph.objects.filter(pk=second.pk).update(number=1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="conferences_paragraph_number"), transaction.atomic():
        Paragraph.objects.filter(pk=first.pk).update(number=1)


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("level = 'king'", "conferences_delegation_words"),
        ("size = 0", "conferences_delegation_words"),
    ],
)
def test_a_broken_delegation_is_refused_by_the_database(world, what, name):
    with (
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE conferences_delegation SET {what}")


def test_a_state_sends_one_delegation(world):
    other = Delegation.objects.create(
        conference=world.conference, stakeholder=world.stakeholders["PK"], level="minister"
    )

    with pytest.raises(IntegrityError, match="conferences_delegation_once"), transaction.atomic():
        Delegation.objects.filter(pk=other.pk).update(stakeholder=world.stakeholders["KZ"])
