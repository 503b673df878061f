"""Texts of pages and letters: edited by the administrator, read by everybody for nothing, escaped, and put back."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hoaip.catalogues import compile_catalogues
from hoaip.errors import Refused, Stale, WrongState
from hoaip.language import TONGUES
from hoaip.models import AuditEntry, Process, PublicText
from hoaip.public_cache import facts
from hoaip.texts import delivered, delivered_in, registered
from hoaip.texts.actions import change_text, restore_text

LIST = "/manage/texts/"
CHAIR = f"{LIST}home-chair/"
WHY = "The ministers agreed on other words."


@pytest.fixture(scope="module", autouse=True)
def _catalogues():
    compile_catalogues()


def words(en="", fa="", ps=""):
    return {"text_en": en, "text_fa": fa, "text_ps": ps}


def sent(en="", fa="", ps="", **more):
    return words(en, fa, ps) | {"reason": WHY, "version": "0", "idempotency_key": "t" * 20} | more


def change(cast, key="home-chair", version=0, by=None, **given):
    return change_text(delivered(key), words=words(**given), reason=WHY, version=version, by=by or cast.adm)


def with_every_face(cast):
    """What the pages show only of a process whose members sources count, and of one that has no list of them."""
    cast.process.stated_counts = [{"year": 2012, "hoa": 14, "supporting": 14, "organizations": 11, "source": "x"}]
    cast.process.save()
    Process.objects.create(
        slug="kabul-process", short_name="Kabul Process", name_en="Kabul Process", launched_on=date(2017, 6, 6)
    )


def page_of(client, address="/"):
    return client.get(address).content.decode()


# The registry


def test_each_text_has_a_key_a_place_and_words_in_three_languages():
    texts = [text for room in registered() for text in room.texts]

    keys = [text.key for text in texts]
    assert len(keys) == len(set(keys)) > 9
    assert [key for key in keys if not re.fullmatch("[a-z]+(-[a-z]+)*", key) or len(key) > 60] == []
    assert [text.key for text in texts if not str(text.place)] == []
    lacking = [
        (text.key, code) for text in texts if str(text.words) for code in TONGUES if not delivered_in(text, code)
    ]
    assert lacking == []


def test_each_delivered_text_stands_on_the_page_that_it_names(cast):
    with_every_face(cast)
    browser = cast.client()
    pages = {}
    for text in (text for room in registered() for text in room.texts if text.page):
        page = pages.setdefault(text.page, page_of(browser, text.page))
        assert delivered_in(text, "en") in page, text.key


def test_an_edited_text_stands_on_the_page_that_it_names(cast):
    with_every_face(cast)
    texts = [text for room in registered() for text in room.texts if text.page]
    for number, text in enumerate(texts):
        change(cast, key=text.key, en=f"Edited {number}.")
    browser = cast.client()

    pages = {page: page_of(browser, page) for page in {text.page for text in texts}}

    assert [text.key for number, text in enumerate(texts) if f"Edited {number}." not in pages[text.page]] == []


# From the screen to the page


def test_what_is_saved_stands_on_its_page_in_each_language_at_once(cast, client):
    before = page_of(client)

    answer = cast.client("adm").post(CHAIR, sent("Kabul chairs.", "کابل ریاست دارد.", "کابل مشري کوي."))

    assert answer.status_code == 302
    assert answer["Location"] == CHAIR
    assert "Afghanistan is the permanent chair." in before
    after = page_of(client)
    assert "<p>Kabul chairs.</p>" in after
    assert "Afghanistan is the permanent chair." not in after
    assert "<p>کابل ریاست دارد.</p>" in page_of(client, "/fa-af/")
    assert "<p>کابل مشري کوي.</p>" in page_of(client, "/ps/")
    entry = AuditEntry.objects.get(action="text.change")
    assert (entry.reason, entry.object_name, entry.changes["text_en"]) == (WHY, "home-chair", ["", "Kabul chairs."])


def test_an_empty_language_is_borrowed_and_marked(cast, client):
    change(cast, en="Kabul chairs.\nAlways.\n\nSo it is.")
    change(cast, key="home-pillar-first", fa="رایزنی")

    dari, english = page_of(client, "/fa-af/"), page_of(client)

    assert '<p lang="en" dir="ltr">Kabul chairs.<br>Always.</p><p lang="en" dir="ltr">So it is.</p>' in dari
    assert '<p class="note">به انگلیسی</p>' in dari
    assert '<dd><span class="borrowed"><bdi lang="fa-AF">رایزنی</bdi> <small>in Dari</small></span></dd>' in english
    assert "<p>Kabul chairs.<br>Always.</p><p>So it is.</p>" in english


def test_what_is_typed_is_text_and_never_html(cast, client):
    change(cast, en='<script src="x"></script> & <b>bold</b> {{ request }}')
    change(cast, key="home-pillar-first", fa='"><img src=x>')

    page = page_of(client)

    assert "<p>&lt;script src=&quot;x&quot;&gt;&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt; {{ request }}</p>" in page
    assert '<bdi lang="fa-AF">&quot;&gt;&lt;img src=x&gt;</bdi>' in page
    listed = page_of(cast.client("adm"), LIST)
    assert "<b>bold" not in listed
    assert "<img" not in listed


def test_a_notice_stands_above_everything_while_there_is_one(cast, client):
    assert 'aria-label="Notice"' not in page_of(client)

    change(cast, key="home-notice", en="The portal rests on Friday.")

    page = page_of(client)
    assert '<section class="notice notice-plain stack" aria-label="Notice"><p>The portal rests on Friday.</p>' in page


def test_the_foot_says_who_keeps_the_record_on_what_everybody_reads(cast, client):
    change(cast, key="foot-keepers", en="Kept in Kabul.")

    for address in ("/", "/cbms/", "/meetings/", "/documents/", "/search/", "/ps/data/"):
        assert "Kept in Kabul." in page_of(client, address), address
    # A page of one's own does without the version of the data, and without the sentence; the public face has it.
    rev = cast.client("rev")
    assert "Kept in Kabul." not in page_of(rev, "/cbms/")
    assert "Kept in Kabul." in page_of(rev, "/?public")


def test_who_is_signed_in_reads_what_the_public_reads_of_the_home_page(cast):
    rev = cast.client("rev")

    assert "Afghanistan is the permanent chair." not in page_of(rev)
    assert "Afghanistan is the permanent chair." in page_of(rev, "/?public")
    assert "Needs my attention" not in page_of(rev, "/?public")


@pytest.mark.parametrize("address", ["/nowhere/", "/accounts/login/"])
def test_a_page_that_asks_for_nothing_asks_for_no_text(cast, client, django_assert_num_queries, address):
    change(cast, key="foot-keepers", en="Kept in Kabul.")

    with django_assert_num_queries(0):
        page = page_of(client, address)

    assert "Open data" in page
    assert "Kept in Kabul." not in page


# Putting back


def test_the_delivered_text_comes_back_and_the_history_keeps_both(cast, client):
    adm = cast.client("adm")
    adm.post(CHAIR, sent("Kabul chairs."))
    assert "Put the delivered text back" in page_of(adm, CHAIR)

    answer = adm.post(f"{CHAIR}restore/", {"reason": WHY, "version": "1", "idempotency_key": "r" * 20})

    assert answer.status_code == 302
    assert "Afghanistan is the permanent chair." in page_of(client)
    assert "delivered" in page_of(adm, LIST)
    assert "Put the delivered text back" not in page_of(adm, CHAIR)
    entry = AuditEntry.objects.get(action="text.restore")
    assert (entry.changes["text_en"], entry.reason) == (["Kabul chairs.", ""], WHY)


def test_what_stands_as_delivered_cannot_be_put_back(cast):
    adm = cast.client("adm")

    assert adm.get(f"{CHAIR}restore/").status_code == 409
    answer = adm.post(f"{CHAIR}restore/", {"reason": WHY, "version": "0", "idempotency_key": "r" * 20})

    assert answer.status_code == 409
    assert "There is nothing to put back" in answer.content.decode()
    with pytest.raises(WrongState):
        restore_text(delivered("home-chair"), reason=WHY, version=0, by=cast.adm)


def test_an_edit_begun_before_the_text_was_put_back_is_stale(cast):
    change(cast, en="First.")
    restore_text(delivered("home-chair"), reason=WHY, version=1, by=cast.adm)
    change(cast, version=2, en="Third.")

    with pytest.raises(Stale):
        change(cast, version=1, en="Second.")

    assert PublicText.objects.get().text_en == "Third."


# Refusals


def test_a_stale_save_shows_both_texts_and_loses_none(cast):
    adm = cast.client("adm")
    adm.post(CHAIR, sent("Theirs.", "از ایشان."))

    answer = adm.post(CHAIR, sent("Mine.", "از ایشان.", idempotency_key="s" * 20))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    assert 'name="version" value="1"' in page
    assert PublicText.objects.get().text_en == "Theirs."
    assert adm.post(CHAIR, sent("Mine.", version="1", idempotency_key="u" * 20)).status_code == 302
    assert PublicText.objects.get().text_en == "Mine."


@pytest.mark.parametrize(
    ("key", "given", "field"),
    [
        ("home-chair", {}, "text_en"),
        ("home-chair", {"en": " \r\n "}, "text_en"),
        ("home-chair", {"en": "Kabul.", "fa": "کابل \u202e123"}, "text_fa"),
        ("home-chair", {"ps": "\u2067turned"}, "text_ps"),
        ("home-chair", {"en": "a\x08b"}, "text_en"),
        ("home-chair", {"en": "x" * 2001}, "text_en"),
        ("home-pillar-first", {"en": "x" * 201}, "text_en"),
        ("home-pillar-first", {"en": "one\ntwo"}, "text_en"),
    ],
)
def test_what_cannot_stand_there_is_refused_at_its_field(cast, key, given, field):
    answer = cast.client("adm").post(f"{LIST}{key}/", sent(**given))

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not PublicText.objects.exists()


def test_the_delivered_words_are_no_edit(cast):
    text = delivered("home-chair")
    same = {code: delivered_in(text, tongue) for code, tongue in (("en", "en"), ("fa", "fa-af"), ("ps", "ps"))}

    answer = cast.client("adm").post(CHAIR, sent(**same))

    assert answer.status_code == 422
    assert "nothing was changed" in answer.content.decode()
    assert not PublicText.objects.exists()


def test_a_reason_is_asked_for(cast):
    assert cast.client("adm").post(CHAIR, sent("Kabul chairs.", reason=" ")).status_code == 422
    with pytest.raises(ValidationError):
        change_text(delivered("home-chair"), words=words("Kabul."), reason=" ", version=0, by=cast.adm)


def test_nobody_else_writes_and_there_is_no_other_text(cast):
    for person in ("rev", "dir", "fp_dm", "del_pk"):
        with pytest.raises(Refused):
            change(cast, en="Kabul chairs.", by=getattr(cast, person))
    change(cast, en="Kabul chairs.")
    with pytest.raises(Refused):
        restore_text(delivered("home-chair"), reason=WHY, version=1, by=cast.rev)
    assert cast.client("adm").get(f"{LIST}home-nothing/").status_code == 404
    assert cast.client("adm").get(f"{LIST}home-nothing/restore/").status_code == 404


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"key": "home-chair"}, "hoaip_publictext_once"),
        ({"key": "Home chair"}, "hoaip_publictext_key"),
        ({"key": "home-pillar-first", "text_en": "a\u202eb"}, "hoaip_publictext_seen"),
        ({"key": "home-pillar-first", "text_fa": "a\u2066b"}, "hoaip_publictext_seen"),
        ({"key": "home-pillar-first", "text_ps": "a\tb"}, "hoaip_publictext_seen"),
        ({"key": "home-pillar-first", "text_ps": " \n "}, "hoaip_publictext_written"),
    ],
)
def test_the_database_keeps_the_rules_of_a_text(db, columns, name):
    PublicText.objects.create(key="home-chair", text_en="می\u200cشود and two\nlines")

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PublicText.objects.create(**columns)


# The screen


def test_the_list_says_what_stands_edited_and_what_is_missing(cast):
    change(cast, en="Kabul chairs.")
    adm = cast.client("adm")

    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page_of(adm, LIST)))

    assert "1 text is edited." in page
    row = page[page.index("who chairs the process") :][:200]
    assert "Kabul chairs. edited, " in row
    assert "missing: دری , پښتو" in row
    assert 'href="/manage/texts/"' in page_of(adm, "/manage/")
    assert 'href="/manage/processes/hoa-ip/"' in page_of(adm, LIST)


@pytest.mark.parametrize("edited", [1, 5])
def test_the_screens_ask_the_same_for_one_and_for_many(cast, django_assert_num_queries, edited):
    for text in registered()[0].texts[:edited]:
        change(cast, key=text.key, en="Edited.")
    adm = cast.client("adm")
    adm.get(LIST)

    # Session, reader, what the reader holds; the texts, and the processes.
    with django_assert_num_queries(5):
        adm.get(LIST)
    # One text, and its draft.
    with django_assert_num_queries(5):
        adm.get(CHAIR)


def test_the_form_begins_with_what_stands_there_and_shows_the_delivered_text(cast):
    adm = cast.client("adm")
    before = page_of(adm, CHAIR)
    change(cast, en="Kabul chairs.")
    after = page_of(adm, CHAIR)

    assert re.search(r'<textarea name="text_en"[^>]*>\s*Afghanistan is the permanent chair\.', before)
    assert re.search(r'<textarea name="text_fa"[^>]*lang="fa-AF" dir="rtl"[^>]*>\s*افغانستان', before)
    assert re.search(r'<textarea name="text_en"[^>]*>\s*Kabul chairs\.', after)
    assert re.search(r'<textarea name="text_fa"[^>]*>\s*</textarea>', after)
    assert after.count("Afghanistan is the permanent chair.") == 1
    assert '<a href="/?public">See it on its page</a>' in after
    assert '<a href="/fa-af/?public">' in page_of(adm, f"/fa-af{CHAIR}")


def test_what_an_edited_text_lacks_is_left_to_translate(cast):
    adm = cast.client("adm")
    assert CHAIR not in page_of(adm, "/manage/untranslated/")

    change(cast, en="Kabul chairs.", ps="کابل.")

    found = re.search(rf'href="{CHAIR}">(.*?)</a></th>\s*<td>(.*?)</td>', page_of(adm, "/manage/untranslated/"), re.S)
    assert found[1] == "Under the first sentence: who chairs the process"
    assert re.sub(r"<[^>]+>", "", found[2]) == "text: دری"


# What reading costs


def test_the_first_page_of_a_version_reads_the_texts_with_the_version(cast, client, django_assert_num_queries):
    client.get("/?warm")
    facts.forget()
    with CaptureQueriesContext(connection) as before:
        client.get("/?again")
    change(cast, en="Kabul chairs.")
    change(cast, key="home-notice", en="A notice.")

    # The version came with the texts: not one statement more than without any.
    with django_assert_num_queries(len(before)):
        page = page_of(client)
    with django_assert_num_queries(1):
        client.get("/")

    assert "Kabul chairs." in page


def test_two_versions_of_the_data_never_mix(cast, client):
    change(cast, en="First.")
    first = page_of(client)
    change(cast, version=1, en="Second.")

    assert "First." in first
    assert "Second." in page_of(client)
    assert "First." not in page_of(client)


def test_names_of_the_routes():
    assert reverse("texts:text_list") == LIST
    assert reverse("texts:text_edit", kwargs={"key": "home-chair"}) == CHAIR
