"""The administrator's sentence before a letter: in the recipient's language, as plain text, at no cost."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hoaip.catalogues import compile_catalogues
from hoaip.models import OutboxMessage
from hoaip.post import queue
from hoaip.texts import delivered, registered
from hoaip.texts.actions import change_text
from hoaip.texts.letters import key_of_letter

# Letters that guard an account or the history: their words are fixed.
FIXED = {
    *("password_changed", "password_reset", "password_unknown", "email_changed", "second_factor_reset", "audit_head"),
}


@pytest.fixture(scope="module", autouse=True)
def _catalogues():
    compile_catalogues()


def say(cast, en="", fa="", ps="", template="action_assigned", version=0):
    words = {"text_en": en, "text_fa": fa, "text_ps": ps}
    text = delivered(key_of_letter(template))
    return change_text(text, words=words, reason="The ministry asked for it.", version=version, by=cast.adm)


def body_for(cast, key, language="en"):
    """What a delegate who reads this language gets of a letter that every action may send."""
    person = cast.del_pk
    person.language = language
    person.save()
    action = cast.stakeholders["PK"]
    assert queue("action_assigned", to=[person], key=key, context={"owner": action, "action": action}) == 1
    return OutboxMessage.objects.get(dedupe_key=f"{key}:{person.uid}").body


def test_every_letter_that_guards_nothing_may_begin_with_a_sentence():
    mails = Path(settings.BASE_DIR, "templates", "mail").glob("*.body.txt")
    keys = {text.key for room in registered() for text in room.texts}

    assert {key for key in keys if key.startswith("letter-")} == {
        key_of_letter(path.name.removesuffix(".body.txt"))
        for path in mails
        if path.name.removesuffix(".body.txt") not in FIXED
    }


def test_nothing_stands_before_a_letter_as_delivered(cast):
    assert body_for(cast, "a:1").startswith("An action is entered in the name of Pakistan.")


def test_the_sentence_is_in_the_language_of_the_recipient(cast):
    say(cast, en="Greetings from Kabul.", fa="سلام از کابل.", ps="له کابله سلام.")

    english, dari, pashto = (body_for(cast, f"a:{code}", code) for code in ("en", "fa-af", "ps"))

    assert english.startswith("Greetings from Kabul.\n\nAn action is entered in the name of Pakistan.")
    assert dari.startswith("\u200fسلام از کابل.\n\n\u200f")
    assert pashto.startswith("\u200fله کابله سلام.\n\n\u200f")


def test_a_borrowed_sentence_says_its_language(cast):
    say(cast, fa="سلام از کابل.")

    english, pashto = body_for(cast, "a:1"), body_for(cast, "a:2", "ps")

    assert english.startswith("سلام از کابل. (in دری)\n\nAn action")
    assert pashto.startswith("\u200fسلام از کابل. (په دری)\n\n")


def test_nothing_in_the_sentence_is_filled_in(cast):
    typed = "{{ recipient.email }} {% now 'Y' %} %(name)s <b>&amp;</b> {0}"
    say(cast, en=typed)

    assert body_for(cast, "a:1").startswith(f"{typed}\n\n")


def test_a_letter_of_another_kind_is_as_it_was(cast):
    say(cast, en="Greetings from Kabul.", template="action_reminder")

    assert "Greetings" not in body_for(cast, "a:1")


def test_the_sentence_costs_no_statement_and_nobody_is_mailed_twice(cast):
    def statements(key):
        with CaptureQueriesContext(connection) as asked:
            body_for(cast, key)
        return len(asked)

    before = statements("a:1")
    say(cast, en="Greetings from Kabul.")

    assert statements("a:2") == before
    owner = cast.stakeholders["PK"]
    again = {"to": [cast.del_pk], "key": "a:2", "context": {"owner": owner, "action": owner}}
    assert queue("action_assigned", **again) == 0
    assert OutboxMessage.objects.count() == 2
