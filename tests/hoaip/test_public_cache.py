"""Pages kept for one version of the data: what makes a new one, and who never gets one."""

import gzip
import random
import re
import secrets
from datetime import date, timedelta

import brotli
import pytest
from django.contrib import messages
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from cbms.actions import name_focal_point
from cbms.models import Flag, RoleAssignment
from hoaip import reader
from hoaip.action import action
from hoaip.audit import record
from hoaip.messages import OwnCookieStorage
from hoaip.models import AccessEntry, Heartbeat
from hoaip.packing import LONG, QUICK, SMALL, Body, padded
from hoaip.public_cache import Bodies, Facts, bodies, version_of
from meetings.models import Meeting, Outcome, RecordParagraph

PATHS = [
    "/",
    "/cbms/",
    "/cbms/table/",
    "/cbms/table.csv",
    "/cbms/dm/",
    "/cbms/dm/history/",
    "/stakeholders/",
    "/stakeholders/poland/",
]


@action
def end_role(role, *, by, on):
    role.until_on = on
    role.save()
    record("role.end", role, by=by)


@pytest.mark.parametrize("path", PATHS)
def test_unchanged_is_a_304_in_one_query(cast, client, path, django_assert_num_queries):
    first = client.get(path)

    with django_assert_num_queries(1):
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    for response in (first, again):
        assert response.headers["Cache-Control"] == "no-cache"
        assert "Cookie" in response.headers["Vary"]
        assert not response.cookies


def test_the_kept_body_costs_one_query_and_is_the_same(cast, client, django_assert_num_queries):
    first = client.get("/cbms/table/")

    with django_assert_num_queries(1):
        again = client.get("/cbms/table/")

    assert again.content == first.content
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert again.headers["Content-Language"] == "en"


def test_an_action_makes_a_new_body(cast, client):
    first = client.get("/cbms/dm/")
    assert "Poland" in first.content.decode()

    end_role(cast.stakeholders["PL"].cbm_roles.get(), by=cast.adm, on=date(2020, 1, 1))
    again = client.get("/cbms/dm/", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 200
    assert "Poland" not in again.content.decode()


def test_midnight_in_kabul_makes_a_new_body(cast, client, monkeypatch):
    RoleAssignment.objects.filter(stakeholder=cast.stakeholders["PL"]).update(until_on=date(2026, 3, 1))
    monkeypatch.setattr(reader, "today_in_kabul", lambda _now: date(2026, 3, 1))
    first = client.get("/cbms/dm/")
    monkeypatch.setattr(reader, "today_in_kabul", lambda _now: date(2026, 3, 2))
    again = client.get("/cbms/dm/", headers={"If-None-Match": first.headers["ETag"]})

    assert "Poland" in first.content.decode()
    assert again.status_code == 200
    assert "Poland" not in again.content.decode()


def test_each_language_and_each_question_has_its_own(cast, client):
    tags = {client.get(path).headers["ETag"] for path in ("/cbms/table/", "/fa-af/cbms/table/", "/ps/cbms/table/")}
    tags |= {client.get(f"/cbms/table/?as_of={day}").headers["ETag"] for day in ("2015-09-08", "2016-09-08")}

    assert len(tags) == 5


@pytest.mark.parametrize("path", PATHS)
def test_with_a_session_it_is_the_readers_own_page(cast, client, path):
    public = client.get(path)
    kept = dict(bodies.kept)

    own = cast.client("fp_dm").get(path, headers={"If-None-Match": public.headers["ETag"]})

    assert own.status_code == 200
    assert own.headers["Cache-Control"] == "no-store"
    assert "Cookie" in own.headers["Vary"]
    assert "ETag" not in own.headers
    assert dict(bodies.kept) == kept
    assert client.get(path).content == public.content
    if not path.endswith(".csv"):
        assert b"Sample fp_dm" in own.content
        assert b"Sample fp_dm" not in public.content


def test_a_session_that_ended_is_not_shared_either(cast):
    stale = Client()
    stale.cookies["session"] = "gone"

    response = stale.get("/cbms/dm/")

    assert response.headers["Cache-Control"] == "no-store"
    assert not bodies.kept


def test_the_public_gets_no_csrf_token(cast, client):
    for path in PATHS:
        assert b"csrfmiddlewaretoken" not in client.get(path).content


def test_a_refused_question_is_not_kept(cast, client):
    response = client.get("/cbms/table/?as_of=2016-13-45")

    assert response.status_code == 400
    assert "ETag" not in response.headers
    assert not bodies.kept


def test_a_fragment_is_not_the_page(db):
    requests = [RequestFactory().get("/cbms/", headers=headers) for headers in ({}, {"HX-Request": "true"})]
    for request in requests:
        request.today = date(2026, 3, 1)

    assert version_of(requests[0]) != version_of(requests[1])


def test_kept_bodies_are_bounded():
    kept, noise = Bodies(), random.Random(1).randbytes(Bodies.LARGEST + 1)
    for number in range(100):
        kept.put(f"key {number}", Body.of({}, noise[:100_000]))
    kept.put("too large", Body.of({}, noise))

    assert kept.bytes == sum(len(body.packed) for body in kept.kept.values()) <= Bodies.MOST_BYTES
    assert kept.get("key 0") is None
    assert kept.get("too large") is None
    assert kept.get("key 99").content == noise[:100_000]


def test_a_long_body_goes_out_at_once_and_is_kept_packed_as_a_page_is():
    """As small as it gets takes a second of a process for a feed of a thousand meetings."""
    text = b"".join(b"%d of March\r\n" % number for number in range(LONG // 8))
    page, feed = Body.of({}, text[:LONG]), Body.of({}, text)

    assert [page.packed, feed.packed] == [brotli.compress(text[:LONG], quality=QUICK), brotli.compress(text, quality=1)]
    assert page.shrunk().packed == brotli.compress(text[:LONG], quality=SMALL)
    assert feed.shrunk().packed == brotli.compress(text, quality=QUICK)
    assert feed.shrunk().content == text


def test_a_body_packed_once_more_is_the_same_and_counted_anew():
    rows = "".join(f"<tr><td>{number}</td><td>{number**7 % 9973} rows</td></tr>" for number in range(900))
    kept, text = Bodies(), rows.encode()
    kept.put("table", Body.of({"Content-Type": "text/html"}, text, "a key"))
    before = kept.get("table")

    kept.shrink("table")
    kept.shrink("gone")

    after = kept.get("table")
    assert (after.content, after.headers, after.form_key) == (text, before.headers, "a key")
    assert kept.bytes == len(after.packed) < len(before.packed)


@pytest.mark.parametrize(
    ("accepts", "packing"),
    [("gzip, deflate, br", "br"), ("gzip, br;q=0", "gzip"), ("br;q=0.5", "br"), ("", None), ("gzip;q=0.2", "gzip")],
)
def test_the_public_gets_what_its_browser_unpacks(cast, client, accepts, packing):
    plain = client.get("/cbms/table/").content

    for _time in range(3):
        answer = client.get("/cbms/table/", headers={"Accept-Encoding": accepts})
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[packing]

        assert answer.headers.get("Content-Encoding") == packing
        assert {"Accept-Encoding", "Cookie"} <= {part.strip() for part in answer.headers["Vary"].split(",")}
        assert unpack(answer.content) == plain
        assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_what_is_asked_again_is_packed_smaller_once_the_answer_is_out(cast):
    browser = Client(headers={"Accept-Encoding": "br"})
    first, second, third, fourth = (len(browser.get("/cbms/table/").content) for _ in range(4))

    assert first == second > third == fourth


@pytest.mark.parametrize(("accepts", "unpack"), [("gzip, br", brotli.decompress), ("gzip", gzip.decompress)])
def test_ones_own_page_has_a_length_that_tells_nothing(cast, accepts, unpack):
    browser = cast.client("fp_dm")
    plain = text_after(browser, "/cbms/")
    answers = [browser.get("/cbms/", headers={"Accept-Encoding": accepts}) for _ in range(24)]

    assert {unpack(answer.content).decode() for answer in answers} == {plain}
    assert all(int(answer.headers["Content-Length"]) == len(answer.content) for answer in answers)
    assert len({len(answer.content) for answer in answers}) > 5


@pytest.mark.parametrize("noise", [1, 2, 64, 127, 128])
def test_padding_of_every_length_is_skipped(monkeypatch, noise):
    monkeypatch.setattr(secrets, "randbelow", lambda _most: noise - 1)
    text = "چمن‌زار and a table ".encode() * 400

    assert brotli.decompress(padded(text)) == text
    assert noise + 2 < len(padded(text)) < noise + 120


def test_the_version_says_the_day(db):
    request = RequestFactory().get("/cbms/")
    versions = set()
    for days in range(3):
        request.today = date(2026, 3, 1) + timedelta(days=days)
        versions.add(version_of(request))

    assert len(versions) == 3


# ---------------------------------------------------------------- facts that are the same for every reader


def asked(day=date(2026, 3, 1)):
    request = RequestFactory().get("/")
    request.today = day
    return request


def test_a_fact_is_made_once_for_a_version_a_day_and_a_language(cast):
    facts, made = Facts(), []

    def make():
        made.append(len(made))
        return made[-1]

    first = [facts.get(asked(), "names", make) for _ in range(2)]
    with translation.override("ps"):
        other_language = facts.get(asked(), "names", make)
    other_name = facts.get(asked(), ("names", 2), make)
    next_day = facts.get(asked(date(2026, 3, 2)), "names", make)

    assert (first, other_language, other_name, next_day) == ([0, 0], 1, 2, 3)


def test_an_action_makes_every_fact_anew(cast):
    facts = Facts()
    before = facts.get(asked(), "end", lambda: RoleAssignment.objects.filter(until_on=None).count())
    end_role(RoleAssignment.objects.filter(until_on=None).first(), by=cast.adm, on=date(2026, 2, 1))

    after = facts.get(asked(), "end", lambda: RoleAssignment.objects.filter(until_on=None).count())

    assert after == before - 1


def test_a_fact_read_within_an_action_is_not_kept(cast):
    facts = Facts()

    @action
    def undone():
        assert facts.get(asked(), "name", lambda: "not committed") == "not committed"
        raise LookupError

    with pytest.raises(LookupError):
        undone()

    assert facts.get(asked(), "name", lambda: "committed") == "committed"


def test_facts_are_bounded(cast):
    facts = Facts()
    for number in range(2 * Facts.MOST):
        facts.get(asked(), number, lambda: None)

    assert len(facts.kept) == Facts.MOST
    assert facts.get(asked(), 2 * Facts.MOST - 1, lambda: "made anew") is None
    assert facts.get(asked(), 0, lambda: "made anew") == "made anew"


# What one person saw


def text_after(browser, path):
    """The page as the browser has it from the third request on: cookies set, body kept."""
    browser.get(path)
    browser.get(path)
    return browser.get(path).content.decode()


@pytest.mark.parametrize("path", ["/", "/cbms/dm/", "/meetings/"])
def test_the_same_person_is_answered_again_for_session_name_and_version(cast, path, django_assert_num_queries):
    browser = cast.client("rev")
    before = text_after(browser, path)

    with django_assert_num_queries(3):
        again = browser.get(path)

    assert again.content.decode() == before
    assert again.headers["Cache-Control"] == "no-store"


def test_nobody_else_gets_it(cast):
    own = text_after(cast.client("fp_dm"), "/cbms/")

    assert "Sample fp_dm" in own
    assert "Sample fp_dm" not in text_after(cast.client("rev"), "/cbms/")
    # The same person's other session has another token in its forms.
    assert text_after(cast.client("fp_dm"), "/cbms/") != own


def test_a_right_that_ended_is_not_in_a_kept_page(cast):
    browser = cast.client("fp_dm")
    assert "/meetings/new/" in text_after(browser, "/cbms/dm/")

    name_focal_point(
        cast.cbms["dm"], user=cast.fp_ct, from_on=reader.today_in_kabul(timezone.now()), reason="Rotation.", by=cast.adm
    )

    assert "/meetings/new/" not in browser.get("/cbms/dm/").content.decode()


def test_a_message_is_read_once(cast):
    browser = cast.client("rev")
    text_after(browser, "/")
    request = RequestFactory().get("/")
    request.session, request.COOKIES = browser.session, {}
    waiting = OwnCookieStorage(request)
    waiting.add(messages.INFO, "Recorded as held.")
    answer = HttpResponse()
    waiting.update(answer)
    browser.cookies.update(answer.cookies)

    first, second = (browser.get("/").content.decode() for _ in range(2))

    assert "Recorded as held." in first
    assert "Recorded as held." not in second


def unreported(cast):
    """A meeting that was held, whose record its drafters alone read."""
    return Meeting.objects.create(
        process=cast.process,
        type="som",
        starts_on=date(2026, 11, 3),
        ends_on=date(2026, 11, 3),
        state="held",
        created_by=cast.rev,
    )


@pytest.mark.parametrize("written", ["record", "outcome"])
def test_reading_a_draft_is_noted_each_time(cast, written):
    found = unreported(cast)
    if written == "record":
        RecordParagraph.objects.create(meeting=found, number=1, text="The meeting was opened.")
    else:
        Outcome.objects.create(meeting=found, number=1, kind="decision", text="The road is opened.")

    text_after(cast.client("rev"), f"/meetings/{found.uid}/")

    assert AccessEntry.objects.filter(kind="read_draft").count() == 3


def test_a_draft_that_is_read_again_is_kept_and_costs_its_line(cast, django_assert_num_queries):
    found = unreported(cast)
    RecordParagraph.objects.create(meeting=found, number=1, text="The meeting was opened.")
    browser, address = cast.client("rev"), f"/meetings/{found.uid}/"
    text_after(browser, address)

    with django_assert_num_queries(6):  # session, person, version; the line, in a savepoint of its own
        again = browser.get(address)

    assert "The meeting was opened." in again.content.decode()
    lines = AccessEntry.objects.filter(kind="read_draft").values_list("actor_uid", "path", "route")
    assert list(lines) == [(cast.rev.uid, address, "meetings:meeting_detail")] * 4


def test_an_administrators_home_tells_at_once_that_jobs_stand_still(cast):
    browser = cast.client("adm")
    Heartbeat.objects.create(name="beat", at=timezone.now())
    before = text_after(browser, "/")

    # Not an action's doing: time alone.
    Heartbeat.objects.update(at=timezone.now() - timedelta(days=3))

    assert browser.get("/").content.decode() != before


def test_a_kept_page_carries_a_fresh_key_for_its_forms(cast, django_assert_num_queries):
    Flag.objects.create(cbm=cast.cbms["dm"], year=2026, level="at_risk", opened_on=date(2026, 11, 1))
    browser = cast.client("rev")
    before = text_after(browser, "/compliance/?year=2026")

    with django_assert_num_queries(3):
        again = browser.get("/compliance/?year=2026").content.decode()

    [first], [second] = (set(re.findall(r'name="idempotency_key" value="(\w+)"', text)) for text in (before, again))
    assert first != second
    assert before.replace(first, second) == again
