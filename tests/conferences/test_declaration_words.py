"""The words of an entry that is known by its title alone: they come once, sealed, and nothing changes afterwards."""

import re
from contextlib import closing
from html import unescape
from importlib import import_module
from os import environ

import psycopg2
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from conferences.actions.declarations import Words, begin_words, change_declaration, seal_declaration, seal_imported
from conferences.models import Declaration, Paragraph
from conferences.texts.seal import check
from hoaip import grants
from hoaip.errors import Refused, Stale, WrongState
from hoaip.models import AuditEntry, Event, User
from tests.papers import paper
from tests.trail import commitment, declaration
from tests.world import fill

NO_WORDS = "Its words are not here yet"


@pytest.fixture
def world(cast):
    return with_titled(fill(cast))


def with_titled(world):
    """Add `titled`: an entry that was imported by its title and its day, and sealed so."""
    made = declaration(world, world.ministers, slug="known-by-title", title_en="A declaration known by title")
    made.paragraphs.all().delete()
    world.titled = seal_imported(made, by=User.objects.system())
    world.today = grants.today()
    return world


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def drafted(world, *texts):
    draft = begin_words(world.titled, by=world.rev)
    paragraphs = [Words(None, text) for text in texts or ("We agree.", "We ask.")]
    return change_declaration(draft, paragraphs=paragraphs, version=draft.version, by=world.rev)


def seal(world, draft, **more):
    given = {"reason": "Compared.", "version": draft.version, "today": world.today, "by": world.dir}
    return seal_declaration(draft, **given | more)


def settled():
    """What is checked at the end of a transaction is checked now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_words_come_to_the_same_address_once(world):
    # Arrange
    page, old = "/declarations/known-by-title/", world.titled.seal
    rev, director = world.client("rev"), world.client("dir")
    shown = text_of(rev.get(page))
    assert (NO_WORDS in shown, "Enter its words" in shown) == (True, True)
    assert "over its title, its kind and its day alone" in text_of(Client().get(page))

    # Act
    edit = rev.post(f"{page}words/")["Location"]
    again = rev.post(f"{page}words/")["Location"]
    assert edit == again
    form = rev.get(edit)
    fields = {"version": 1, "title_fa": "اعلامیهٔ اسلام‌آباد", "para-0-uid": "", "para-0-en": "We agree."}
    assert rev.post(edit, fields).status_code == 302

    # Assert
    assert "Its title, its day and its kind are known and sealed." in text_of(form)
    assert 'name="kind"' not in form.content.decode()
    draft = Declaration.objects.get(completes=world.titled)
    assert Client().get(f"/declarations/{draft.slug}/").status_code == 404
    assert NO_WORDS in text_of(Client().get(page))
    paragraph = draft.paragraphs.get()

    # Act
    sealed = director.post(f"/declarations/{draft.slug}/seal/", {"reason": "Compared.", "version": draft.version})

    # Assert
    assert sealed["Location"] == page
    row = Declaration.objects.get(slug="known-by-title")
    assert (row.is_titled, row.title_fa, row.sealed_by) == (False, "اعلامیهٔ اسلام‌آباد", world.dir)
    assert (row.seal != old, check(row, row.paragraphs.all()).is_right) == (True, True)
    assert row.paragraphs.get().uid == paragraph.uid
    assert not Declaration.objects.filter(pk=draft.pk).exists()
    told = text_of(Client().get(page))
    assert ("We agree." in told, NO_WORDS in told, "the seal is right" in told) == (True, False, True)
    assert Client().get(f"{page}para/1/").status_code == 200
    entry = AuditEntry.objects.get(action="declaration.words")
    assert (entry.changes["seal"], entry.reason) == ([old, row.seal], "Compared.")
    assert Event.objects.filter(kind="declaration.sealed", object_uid=row.uid).count() == 1
    settled()
    with pytest.raises(WrongState, match="are here already"):
        begin_words(row, by=world.rev)
    assert rev.post(f"{page}words/").status_code == 409


def test_a_file_may_be_its_words_and_is_part_of_the_seal(world):
    document = paper(world.ministers, by=world.rev, type="declaration")
    draft = begin_words(world.titled, by=world.rev)
    draft = change_declaration(draft, paragraphs=[], document=document, version=1, by=world.rev)

    row = seal(world, draft)

    assert (row.document, row.is_titled) == (document, False)
    assert [file.is_right for file in check(row, []).files] == [True]


def test_who_begins_and_who_seals(world):
    for by in (world.fp_dm, world.dir, world.adm, world.del_pk):
        with pytest.raises(Refused):
            begin_words(world.titled, by=by)
    draft = drafted(world)
    for by in (world.rev, world.fp_dm, world.adm):
        with pytest.raises(Refused):
            seal(world, draft, by=by)
    with pytest.raises(Stale):
        seal(world, draft, version=draft.version + 1)
    with pytest.raises(ValidationError):
        seal(world, change_declaration(draft, paragraphs=[], version=draft.version, by=world.rev))
    world.titled.refresh_from_db()
    assert world.titled.is_titled


def test_what_was_made_out_of_a_paragraph_of_the_draft_goes_along(world):
    draft = drafted(world)
    row = commitment(world, draft.paragraphs.get(number=2), owners=("KZ",))

    seal(world, draft)

    row.refresh_from_db()
    assert row.paragraph.declaration == world.titled


def test_an_entry_that_has_its_words_takes_no_others(world):
    with pytest.raises(WrongState):
        begin_words(world.declarations["sealed"], by=world.rev)
    with pytest.raises(WrongState):
        begin_words(world.declarations["draft"], by=world.rev)


@pytest.mark.parametrize(
    "what",
    [
        "title_en = 'Another', is_titled = false",
        "agreed_on = '2015-12-10', is_titled = false, seal = repeat('a', 64)",
        "is_titled = false",
        "is_titled = false, seal = repeat('a', 64)",
        "seal = repeat('a', 64)",
        "state = 'draft', seal = '', sealed_at = NULL, sealed_by_id = NULL, is_titled = false",
        "title_fa = 'دیگر'",
        "slug = 'another'",
    ],
)
def test_without_words_nothing_of_it_changes(world, what):
    with pytest.raises(IntegrityError, match="does not change any more"), transaction.atomic():
        raw(f"UPDATE conferences_declaration SET {what} WHERE id = {world.titled.pk}")


@pytest.mark.parametrize(
    "what",
    [
        "title_en = 'Another'",
        "kind = 'communique'",
        "agreed_on = '2015-12-10'",
        "slug = 'another'",
        "title_fa = 'دیگر'",
    ],
)
def test_what_was_sealed_before_the_words_stays(world, what):
    Declaration.objects.filter(pk=world.declarations["draft"].pk).update(title_fa="")
    made = declaration(world, world.ministers, slug="titled-too", title_fa="عنوان")
    made.paragraphs.all().delete()
    row = seal_imported(made, by=User.objects.system())

    Paragraph.objects.create(declaration=row, number=1, text_en="Words.")
    with pytest.raises(IntegrityError, match="does not change any more"), transaction.atomic():
        raw(f"UPDATE conferences_declaration SET is_titled = false, seal = repeat('a', 64), {what} WHERE id = {row.pk}")
    Declaration.objects.filter(pk=row.pk).update(is_titled=False, seal="a" * 64)


def test_words_without_a_seal_over_them_do_not_stay(world):
    with transaction.atomic():
        Paragraph.objects.create(declaration=world.titled, number=1, text_en="Slipped in.")
        with pytest.raises(IntegrityError, match="without a seal over its words"), transaction.atomic():
            settled()
        transaction.set_rollback(True)


def test_a_text_with_words_never_becomes_one_known_by_its_title(world):
    row = seal(world, drafted(world))

    for statement in (
        f"UPDATE conferences_declaration SET is_titled = true WHERE id = {row.pk}",
        f"UPDATE conferences_declaration SET seal = repeat('b', 64) WHERE id = {row.pk}",
        f"UPDATE conferences_paragraph SET text_en = 'Other' WHERE declaration_id = {row.pk}",
        f"DELETE FROM conferences_paragraph WHERE declaration_id = {row.pk}",
    ):
        with pytest.raises(IntegrityError, match="does not change any more"), transaction.atomic():
            raw(statement)
    with pytest.raises(IntegrityError, match="does not change any more"), transaction.atomic():
        Paragraph.objects.create(declaration=row, number=3, text_en="One more.")


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("draft", "is_titled = true"),
        ("draft", "completes_id = id"),
    ],
)
def test_a_draft_has_words_to_come_and_is_none_of_its_own(world, key, what):
    with pytest.raises(IntegrityError, match="conferences_declaration_titled_alone"), transaction.atomic():
        raw(f"UPDATE conferences_declaration SET {what} WHERE id = {world.declarations[key].pk}")


def test_entries_sealed_before_by_their_title_are_known_as_such(world):
    migration = import_module("conferences.migrations.0012_words_of_titles")
    made = declaration(world, world.ministers, slug="of-before", state="draft")
    made.paragraphs.all().delete()
    row = seal_imported(made, by=User.objects.system())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE conferences_declaration DISABLE TRIGGER conferences_declaration_frozen")
        cursor.execute("UPDATE conferences_declaration SET is_titled = false WHERE id = %s", [row.pk])
        cursor.execute(migration.KNOWN)

    known = set(Declaration.objects.filter(is_titled=True).values_list("slug", flat=True))

    assert known == {"known-by-title", "of-before"}
    with pytest.raises(IntegrityError, match="does not change any more"), transaction.atomic():
        raw(f"UPDATE conferences_declaration SET is_titled = false WHERE id = {row.pk}")


@pytest.mark.owner_database
def test_the_role_of_the_application_changes_no_sealed_word(transactional_cast):
    address = environ.get("TEST_APPLICATION_URL")
    if not address:
        pytest.skip("TEST_APPLICATION_URL does not name the database with the application's role.")
    world = with_titled(fill(transactional_cast))
    row, accepted = world.titled, []
    worded = seal(world, drafted(world))
    empty = declaration(world, world.ministers, slug="still-titled")
    empty.paragraphs.all().delete()
    empty = seal_imported(empty, by=User.objects.system())
    text = "(gen_random_uuid(), 1, now(), now(), {}, 9, 'Slipped in.', '', '', '', '', false)"
    columns = (
        "(uid, version, created_at, changed_at, declaration_id, number, text_en, text_fa, text_ps, pillar, theme,"
        " is_actionable)"
    )
    tries = [
        f"UPDATE conferences_declaration SET title_en = 'x' WHERE id = {row.pk}",
        f"UPDATE conferences_declaration SET is_titled = true WHERE id = {row.pk}",
        f"UPDATE conferences_declaration SET seal = repeat('a', 64) WHERE id IN ({row.pk}, {empty.pk})",
        f"UPDATE conferences_declaration SET is_titled = false, seal = repeat('a', 64) WHERE id = {empty.pk}",
        f"UPDATE conferences_paragraph SET text_en = 'x' WHERE declaration_id = {row.pk}",
        f"UPDATE conferences_paragraph SET declaration_id = {empty.pk} WHERE declaration_id = {row.pk}",
        f"DELETE FROM conferences_paragraph WHERE declaration_id = {row.pk}",
        f"DELETE FROM conferences_declaration WHERE id IN ({row.pk}, {empty.pk})",
        f"INSERT INTO conferences_paragraph {columns} VALUES {text.format(row.pk)}",
        f"INSERT INTO conferences_paragraph {columns} VALUES {text.format(empty.pk)}",
        "ALTER TABLE conferences_declaration DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ]

    with closing(psycopg2.connect(address, dbname=connection.settings_dict["NAME"])) as application:
        application.autocommit = True
        for statement in tries:
            with application.cursor() as cursor:
                try:
                    cursor.execute(statement)
                except psycopg2.Error:
                    continue
                accepted.append(statement)

    assert accepted == []
    worded.refresh_from_db()
    assert check(worded, worded.paragraphs.all()).is_right
    assert not empty.paragraphs.exists()


def raw(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
