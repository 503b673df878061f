"""Saved filters: kept under a name, opened as a link, seen by their owner alone."""

import re
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from hoaip.errors import Refused
from hoaip.models import AuditEntry, SavedFilter
from hoaip.search import actions
from hoaip.search.lists import address_of, lists_by_name

NEW = "/filters/new/"


def link(page, words):
    """The address of the link with these words, or None."""
    found = re.search(rf'<a href="([^"]+)"[^>]*>(?:<bdi>)?{re.escape(words)}', page.content.decode())
    return unescape(found[1]) if found else None


def save(browser, name="Mine", *, of="meetings", query="cbm=dm"):
    return browser.post(NEW, {"name": name, "list": of, "query": query})


def test_the_filters_in_force_are_kept_and_opened_again(cast):
    browser = cast.client("del_pk")

    to_save = link(browser.get("/meetings/?cbm=dm&type=rtgm&page_size=20&page=1"), "Save this filter")
    form = browser.get(to_save)
    fields = dict(re.findall(r'<input type="hidden" name="(list|query)" value="([^"]*)"', form.content.decode()))
    answer = browser.post(NEW, {"name": "Our RTGMs", **{name: unescape(text) for name, text in fields.items()}})
    opened = browser.get(answer["Location"])

    saved = SavedFilter.objects.get()
    assert (saved.user, saved.list, saved.name, saved.query) == (
        cast.del_pk,
        "meetings",
        "Our RTGMs",
        "cbm=dm&type=rtgm",
    )
    assert answer["Location"] == "/meetings/?cbm=dm&type=rtgm"
    assert 'aria-current="true"><bdi>Our RTGMs' in opened.content.decode()
    # What is kept already is not offered once more.
    assert link(opened, "Save this filter") is None
    assert link(browser.get("/meetings/"), "Our RTGMs") == answer["Location"]
    assert AuditEntry.objects.filter(action="filter.save", actor_uid=cast.del_pk.uid).exists()


def test_a_list_that_is_not_narrowed_has_nothing_to_keep(cast):
    browser = cast.client("del_pk")

    assert link(browser.get("/meetings/"), "Save this filter") is None
    assert link(browser.get("/meetings/?page=1"), "Save this filter") is None
    assert link(browser.get("/meetings/?cbm=nothing"), "Save this filter") is None


def test_a_day_that_is_todays_is_not_kept(cast):
    browser = cast.client("del_pk")

    save(browser, of="stakeholders", query="kind=country&as_of=2015-09-08")
    day = browser.get("/stakeholders/").context["as_of"]
    save(browser, "Today", of="stakeholders", query=f"kind=country&as_of={day}")

    assert set(SavedFilter.objects.values_list("name", "query")) == {
        ("Mine", "as_of=2015-09-08&kind=country"),
        ("Today", "kind=country"),
    }


@pytest.mark.parametrize(
    ("of", "query", "sentence"),
    [
        ("meetings", "", "narrowed by"),
        ("meetings", "cbm=nothing", "is not narrowed by anything it knows"),
        ("meetings", "page=2&unknown=1", "is not narrowed by anything it knows"),
        ("nothing", "cbm=dm", "not open to you"),
        ("people", "state=active", "not open to you"),
        ("meetings", "cbm=" + "d" * 1000, "not open to you"),
    ],
)
def test_what_the_list_does_not_understand_is_not_kept(cast, of, query, sentence):
    answer = save(cast.client("del_pk"), of=of, query=query)

    assert answer.status_code == 422
    assert sentence in answer.content.decode() or "This field is required" in answer.content.decode()
    assert not SavedFilter.objects.exists()


def test_an_outdated_filter_opens_with_the_sentence_of_its_list(cast):
    SavedFilter.objects.create(user=cast.del_pk, list="meetings", name="Old", query="cbm=gone")
    browser = cast.client("del_pk")

    opened = browser.get(link(browser.get("/meetings/"), "Old"))

    assert opened.status_code == 400
    assert "The list cannot be shown as it was asked for" in opened.content.decode()


def test_only_ones_own_are_seen(cast):
    save(cast.client("del_pk"), "Secret habit")
    saved = SavedFilter.objects.get()

    for key in ("adm", "dir", "del_kz"):
        browser = cast.client(key)
        assert "Secret habit" not in browser.get("/meetings/").content.decode()
        assert "Secret habit" not in browser.get("/filters/").content.decode()
        assert browser.get(f"/filters/{saved.uid}/edit/").status_code == 404
        assert browser.post(f"/filters/{saved.uid}/delete/").status_code == 404
    with pytest.raises(Refused):
        actions.delete_filter(saved, by=cast.adm)
    assert "Secret habit" in cast.client("del_pk").get("/filters/").content.decode()


def test_it_gets_another_name_and_goes(cast):
    browser = cast.client("del_pk")
    save(browser)
    saved = SavedFilter.objects.get()

    renamed = browser.post(f"/filters/{saved.uid}/edit/", {"name": "Theirs", "version": "1"})
    stale = browser.post(f"/filters/{saved.uid}/edit/", {"name": "Ours", "version": "1"})
    name = SavedFilter.objects.get().name
    deleted = browser.post(f"/filters/{saved.uid}/delete/", follow=True)

    assert (renamed.status_code, stale.status_code, name) == (302, 409, "Theirs")
    assert "The filter “Theirs” is deleted." in deleted.content.decode()
    assert not SavedFilter.objects.exists()


def test_a_name_is_there_once_in_a_list(cast):
    browser = cast.client("del_pk")
    save(browser)

    again = save(browser, query="cbm=ct")
    elsewhere = save(browser, of="documents")
    another = save(cast.client("del_kz"))

    assert again.status_code == 422
    assert "You have a filter of that name for this list already." in again.content.decode()
    assert (elsewhere.status_code, another.status_code) == (302, 302)


def test_a_list_keeps_fifty(cast):
    SavedFilter.objects.bulk_create(
        SavedFilter(user=cast.del_pk, list="meetings", name=f"Filter {number}", query="cbm=dm") for number in range(50)
    )

    answer = save(cast.client("del_pk"))

    assert answer.status_code == 422
    assert "You have 50 filters of this list." in answer.content.decode()
    assert save(cast.client("del_pk"), of="documents").status_code == 302


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"name": "Mine"}, "hoaip_savedfilter_name"),
        ({"name": " "}, "hoaip_savedfilter_named"),
        ({"name": "Other", "query": ""}, "hoaip_savedfilter_query"),
    ],
)
def test_the_database_keeps_the_promises(cast, columns, constraint):
    values = {"user": cast.del_pk, "list": "meetings", "query": "cbm=dm"}
    SavedFilter.objects.create(**values, name="Mine")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SavedFilter.objects.create(**values | columns)


def test_every_list_has_its_page(cast):
    found = lists_by_name()

    assert {"meetings", "documents", "stakeholders", "conferences", "plans", "people", "facts"} <= set(found)
    for page_class in found.values():
        assert resolve(address_of(page_class)).func.permission


@pytest.mark.parametrize("key", [None, "del_pk"])
def test_a_list_asks_one_statement_more_of_who_is_signed_in(cast, key):
    def asked(address):
        browser = cast.client(key)
        browser.get("/filters/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(address)
        return sum("hoaip_savedfilter" in query["sql"] for query in queries)

    for number in range(3):
        SavedFilter.objects.create(user=cast.del_pk, list="meetings", name=f"{number}", query="cbm=dm")

    assert asked("/meetings/") == asked("/meetings/?cbm=dm") == (0 if key is None else 1)


def test_in_dari_it_leads_to_the_list_in_dari(cast):
    browser = cast.client("del_pk")
    save(browser)

    page = browser.get("/fa-af/meetings/").content.decode()

    assert 'href="/fa-af/meetings/?cbm=dm"' in page


@pytest.mark.parametrize(("key", "query"), [("del_pk", "due=2026"), ("rev", "waits=answer")])
def test_a_list_with_other_filters_for_other_readers_keeps_those_of_this_one(cast, key, query):
    browser = cast.client(key)

    asked = browser.get(NEW, {"list": "commitments", "query": query})
    answer = save(browser, of="commitments", query=query)

    assert asked.status_code == 200
    assert answer["Location"] == f"/commitments/?{query}"
    assert browser.get("/filters/").status_code == 200


def test_a_filter_of_the_ministry_is_none_of_a_delegates(cast):
    answer = cast.client("del_pk").get(NEW, {"list": "commitments", "query": "waits=answer"})

    assert answer.status_code == 400
