"""Indentation is for those who write templates: it is not sent, and nothing a browser shows changes with it."""

import pytest
from django.template.loader import get_template

from hoaip.template_loader import without_indentation

MESSAGE = "{% blocktranslate %}a\n  b{% endblocktranslate %}"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>\n", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>\n  one\n  <b>two</b>\n</p>", "<p>one <b>two</b></p>"),
        ("{% if a %}\n  <p>x</p>\n{% endif %}\n", "{% if a %}<p>x</p>{% endif %}"),
        ("a\n{# why #}\n{% load i18n %}\nb", "a {# why #}{% load i18n %}b"),
        ("a\n{% translate 'x' as y %}\nb", "a {% translate 'x' as y %}b"),
        ("a\n{% translate 'x' %}\nb", "a {% translate 'x' %} b"),
        (f"{MESSAGE} <b>c</b>", f"{MESSAGE} <b>c</b>"),
        (f"{MESSAGE}{{% endif %}}\n<b>c</b>", f"{MESSAGE}{{% endif %}} <b>c</b>"),
        ("<div>\n  <pre>\n  a\n\n  b</pre>\n</div>", "<div><pre>\n  a\n\n  b</pre></div>"),
        ('<div class="a"\n  id="b">\n  <p>c</p>\n</div>', '<div class="a" id="b"><p>c</p></div>'),
    ],
)  # fmt: skip
def test_what_is_written_and_what_is_sent(written, sent):
    assert without_indentation(written) == sent
    assert without_indentation(sent) == sent


def test_the_texts_of_mails_keep_their_lines():
    text = get_template("mail/invitation.body.txt").template.source

    assert "\n\n" in text


def test_pages_are_read_through_it():
    assert "\n  " not in get_template("base.html").template.source
