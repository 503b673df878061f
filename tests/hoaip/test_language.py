"""The language is the address: prefixes, direction, fallbacks, catalogues, and what a public page must not touch."""

import re
from types import SimpleNamespace

import pytest
from babel.messages.pofile import read_po
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hoaip.catalogues import LOCALE, compile_catalogues
from hoaip.language import language_of_path, localized, path_in

SOURCES = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


@pytest.fixture(autouse=True)
def _development(settings):
    settings.DEVELOPMENT = True


@pytest.fixture(scope="module", autouse=True)
def _catalogues():
    compile_catalogues()


@pytest.mark.parametrize(
    ("path", "language", "tag", "direction"),
    [
        ("/styleguide/", "en", "en", "ltr"),
        ("/fa-af/styleguide/", "fa-af", "fa-AF", "rtl"),
        ("/ps/styleguide/", "ps", "ps", "rtl"),
    ],
)
def test_the_address_alone_chooses_language_and_direction(client, path, language, tag, direction):
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "ps"

    response = client.get(path, headers={"accept-language": "fa-AF,ps;q=0.9,de"})

    assert response.status_code == 200
    assert f'<html lang="{tag}" dir="{direction}">' in response.content.decode()
    assert response.headers["Content-Language"] == tag
    assert language == response.wsgi_request.LANGUAGE_CODE
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_the_words_follow_the_address(client):
    words = {
        path: re.search(r"<title>([^<]+)", client.get(path).content.decode())[1]
        for path in ("/nothing/", "/fa-af/nothing/", "/ps/nothing/")
    }

    assert words == {
        "/nothing/": "Not found – HOAIP",
        "/fa-af/nothing/": "یافت نشد – HOAIP",
        "/ps/nothing/": "ونه موندل شو – HOAIP",
    }


def test_links_of_a_page_keep_its_language_and_lead_to_it_in_the_others(client):
    html = client.get("/fa-af/styleguide/?a=1").content.decode()

    assert 'href="/fa-af/meetings/"' in html
    assert 'href="/styleguide/?a=1" lang="en"' in html
    assert 'href="/ps/styleguide/?a=1" lang="ps"' in html
    assert '<span lang="fa-AF" aria-current="true">دری</span>' in html


def test_reverse_keeps_the_prefix():
    found = {}
    for code in ("en", "fa-af", "ps"):
        with translation.override(code):
            found[code] = reverse("styleguide")

    assert found == {"en": "/styleguide/", "fa-af": "/fa-af/styleguide/", "ps": "/ps/styleguide/"}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/", "en"),
        ("/fa-af/", "fa-af"),
        ("/ps/x/", "ps"),
        ("/ps", "ps"),
        ("/psalms/", "en"),
        ("/fa/", "en"),
        ("", "en"),
    ],
)
def test_language_of_a_path(path, code):
    assert language_of_path(path) == code


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        ("/cbms/dm/", "ps", "/ps/cbms/dm/"),
        ("/ps/cbms/dm/", "fa-af", "/fa-af/cbms/dm/"),
        ("/fa-af/", "en", "/"),
        ("/ps", "en", "/"),
        ("/", "ps", "/ps/"),
    ],
)
def test_the_same_address_in_another_language(path, code, expected):
    assert path_in(path, code) == expected


def test_a_missing_translation_falls_back_and_says_in_which_language():
    thing = SimpleNamespace(name_en="Disaster Management", name_fa="مدیریت حوادث", name_ps="")

    assert localized(thing, "name", "fa-af") == ("مدیریت حوادث", "fa-af")
    assert localized(thing, "name", "ps") == ("Disaster Management", "en")
    assert localized(SimpleNamespace(name_en="", name_fa="حوادث", name_ps=""), "name", "en") == ("حوادث", "fa-af")
    assert localized(SimpleNamespace(name_en="", name_fa="", name_ps=""), "name", "ps") == ("", "ps")


def test_a_public_page_looks_up_no_session_and_carries_no_token(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = Client().get("/styleguide/")

    assert response.status_code == 200
    assert "csrf" not in response.content.decode().lower()
    assert response.cookies == {}


def test_the_page_of_what_is_not_there_is_one_page_whatever_the_address(client):
    bodies = {client.get(path).content for path in ("/nothing/1/", "/nothing/2/?a=1", "/meetings-of-nobody/")}

    assert len(bodies) == 1
    assert b'href="?sign-in"' in bodies.pop()


def test_the_page_of_what_is_not_there_leads_to_sign_in_and_back(client):
    response = client.get("/ps/nothing/?sign-in")

    assert response.status_code == 302
    assert response.url == "/ps/accounts/login/?next=%2Fps%2Fnothing%2F"


def test_there_is_no_styleguide_in_production(client, settings):
    settings.DEVELOPMENT = False

    assert client.get("/styleguide/").status_code == 404


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parts[-3])
def test_catalogues_are_whole_drafts_with_the_same_placeholders(source):
    text = source.read_text()
    catalogue = read_po(text.encode().splitlines(keepends=True), abort_invalid=True)

    assert "Draft" in text.splitlines()[1]
    for message in catalogue:
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id
        allowed = {name for each in sources for name in re.findall(r"%\(\w+\)s", each)}
        assert {name for each in strings for name in re.findall(r"%\(\w+\)s", each)} <= allowed, message.id


def test_both_catalogues_hold_the_same_words():
    words = [{message.id for message in read_po(source.open("rb"))} for source in SOURCES]

    assert len(words) == 2
    assert words[0] == words[1]


def test_catalogues_are_compiled_once(tmp_path):
    folder = tmp_path / "ps" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')

    assert [path.name for path in compile_catalogues(tmp_path)] == ["django.mo"]
    assert compile_catalogues(tmp_path) == []
