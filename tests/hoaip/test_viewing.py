"""Viewing as somebody else: never more than both may see, nothing changes, and it ends."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cbms.models import Plan
from hoaip.grants import can, holdings, readers, roles_on, sync
from hoaip.models import AccessEntry, Appointment, AuditEntry, Document, DocumentFile, Draft
from hoaip.permissions import Permission, Role
from hoaip.public_cache import bodies, own_bodies
from hoaip.viewing import state
from hoaip.viewing.eyes import Viewing
from tests.expectation import PUBLIC, ROUTES, cells
from tests.world import enter_world

VIEWERS = ("fp_dm", "rev", "dir", "adm")
DELEGATES = {"PK": "del_pk", "TR": "del_tr", "KZ": "del_kz", "AU": "del_au", "UNDP": "del_undp"}
VIEWED = (None, *DELEGATES)
# What a person, and no other delegate of the same state, is let in to by name.
BY_NAME = (Document, DocumentFile)
QUESTIONS = ("visible_to", "readable_by", "kept_by")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield enter_world()
        transaction.set_rollback(True)


@pytest.fixture
def taken_back(world, django_db_blocker):
    """The world, and what a test writes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world
        transaction.set_rollback(True)


def eyes_of(world, viewer, viewed):
    stakeholder = world.stakeholders[viewed] if viewed else None
    return Viewing(world.people[viewer], stakeholder.pk if stakeholder else None, {}, 0).eyes()


def begin(browser, viewed, **more):
    """Begin to view, as the form does. `viewed` is a slug, or ":public"."""
    return browser.post(reverse("viewing:start"), {"whom": viewed, **more})


def asked_models():
    for model in apps.get_models():
        for question in QUESTIONS:
            if hasattr(model, "objects") and hasattr(model.objects.all(), question):
                yield model, question


def keys(model, question, user):
    return set(getattr(model.objects, question)(user).values_list("pk", flat=True))


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("viewed", VIEWED)
def test_what_is_seen_is_what_both_see(taken_back, viewer, viewed):
    world, wrong = taken_back, []
    delegate = world.people[DELEGATES[viewed]] if viewed else None
    eyes = eyes_of(world, viewer, viewed)

    for model, question in asked_models():
        seen, own = keys(model, question, eyes), keys(model, question, world.people[viewer])
        theirs = keys(model, question, delegate)
        if model in BY_NAME:
            by_name = {row.pk for row in model.objects.all() if _is_listed(row, delegate)}
            theirs -= by_name - seen
        if seen != own & theirs:
            wrong.append(f"{model._meta.label}.{question}: {len(seen)} seen, {len(own & theirs)} by both")

    assert wrong == []


def _is_listed(row, person):
    document = row if isinstance(row, Document) else row.document
    return person is not None and document.readers.filter(user=person).exists()


def test_the_walk_asks_many_models_and_finds_secrets(taken_back):
    world = taken_back
    asked = list(asked_models())
    hidden = [
        model
        for model, question in asked
        if keys(model, question, world.adm) - keys(model, question, eyes_of(world, "adm", "PK"))
    ]

    assert len(asked) > 25
    assert len(hidden) > 5


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("viewed", VIEWED)
def test_may_is_what_both_may(taken_back, viewer, viewed):
    world = taken_back
    delegate = world.people[DELEGATES[viewed]] if viewed else None
    eyes, things = eyes_of(world, viewer, viewed), [None, world.process, *world.cbms.values()]

    assert len(readers(eyes)) == 2
    assert not holdings(eyes)
    for permission in Permission:
        for thing in things:
            both = can(world.people[viewer], permission, thing) and can(delegate, permission, thing)
            assert can(eyes, permission, thing) == both


def test_a_delegate_nobody_stands_for_holds_what_a_delegate_holds(taken_back):
    world = taken_back
    for viewed, key in DELEGATES.items():
        alone = readers(eyes_of(world, "adm", viewed))[0]

        assert holdings(alone).by_anchor == holdings(world.people[key]).by_anchor


def test_roles_count_where_the_viewer_belongs_too(taken_back):
    world = taken_back
    dm, ct = (world.cbms[code].permission_anchors() for code in ("dm", "ct"))

    assert Role.LEAD in roles_on(eyes_of(world, "fp_dm", "PK"), dm)
    assert roles_on(eyes_of(world, "fp_dm", "TR"), ct) == set()
    assert Role.LEAD in roles_on(eyes_of(world, "dir", "TR"), ct)


def test_administrator_reads_no_draft_text_as_a_delegate(taken_back):
    world = taken_back
    plans = Plan.objects.exclude(state__in=("adopted", "superseded"))

    for viewed in VIEWED:
        assert not plans.readable_by(eyes_of(world, "adm", viewed)).exists()


def test_files_of_a_frame_are_not_offered(taken_back):
    world = taken_back
    for viewed in VIEWED:
        eyes = eyes_of(world, "adm", viewed)
        rows = Document.objects.visible_to(eyes).with_rights_of(eyes)

        readable = set(Document.objects.readable_by(eyes).values_list("pk", flat=True))
        assert {row.pk for row in rows if row.may_read} == readable


@pytest.mark.parametrize(("viewer", "viewed"), [("adm", ":public"), ("adm", "pakistan"), ("fp_dm", "turkey")])
def test_every_page_answers_and_says_as_whom(taken_back, viewer, viewed):
    world, wrong, pages = taken_back, [], 0
    browser = world.client(viewer)
    browser.raise_request_exception = False
    begin(browser, viewed)

    for name, row in ROUTES.items():
        if "GET" not in row.methods or name in ("account_logout", "readyz"):
            continue
        for case in row.cases:
            address = reverse(name, kwargs=case.kwargs(world) if case.kwargs else None)
            with transaction.atomic():
                response = browser.get(address + (f"?{case.query}" if case.query else ""))
                transaction.set_rollback(True)
            if response.status_code >= 500:
                wrong.append(f"{name} [{case.label}]: {response.status_code}")
            elif response.status_code == 200 and "text/html" in response.headers.get("Content-Type", ""):
                pages += 1
                if b'id="viewing"' not in response.content and b"letterhead" in response.content:
                    wrong.append(f"{name} [{case.label}]: does not say as whom")

    assert wrong == []
    assert pages > 30


def test_nothing_can_be_changed(taken_back):
    world, wrong = taken_back, []
    browser = world.client("adm")
    begin(browser, "pakistan")
    before = AuditEntry.objects.count()

    for name, row in ROUTES.items():
        if "POST" not in row.methods or name in ("viewing:stop", "account_logout"):
            continue
        for case, person, method in cells(row):
            if person == PUBLIC and method == "POST":
                address = reverse(name, kwargs=case.kwargs(world) if case.kwargs else None)
                status = browser.post(address, case.body(world) if case.body else {}).status_code
                if status != 403:
                    wrong.append(f"{name} [{case.label}]: {status}")

    assert wrong == []
    assert AuditEntry.objects.count() == before
    refused = AccessEntry.objects.filter(kind="refused", actor_uid=world.adm.uid)
    assert refused.exists()


def test_it_begins_with_the_form_and_ends_with_the_button(cast):
    browser = cast.client("fp_dm")
    form = browser.get("/view-as/?next=/cbms/dm/").content.decode()
    assert "Pakistan" in form
    assert 'value="/cbms/dm/"' in form

    begun = begin(browser, "pakistan", next="/cbms/dm/")
    page = browser.get("/cbms/dm/").content.decode()
    stopped = browser.post("/view-as/stop/", {"next": "/cbms/dm/"})
    own = browser.get("/cbms/dm/").content.decode()

    assert (begun.status_code, begun["Location"]) == (302, "/cbms/dm/")
    assert "You see this page as a delegate of" in page
    assert "Stop viewing" in page
    assert stopped["Location"] == "/cbms/dm/"
    assert "Stop viewing" not in own
    rows = list(AuditEntry.objects.filter(action__startswith="viewing.").order_by("sequence"))
    assert [(row.action, row.actor_uid, row.changes["viewed_as"]) for row in rows] == [
        ("viewing.begin", cast.fp_dm.uid, [None, "Pakistan"]),
        ("viewing.end", cast.fp_dm.uid, ["Pakistan", None]),
    ]
    assert rows[1].reason == "stopped"


@pytest.mark.parametrize("whom", ["", "nowhere", "public", "x" * 300])
def test_as_somebody_who_is_not_there_is_refused(cast, whom):
    browser = cast.client("rev")

    response = begin(browser, whom)

    assert response.status_code == 422
    assert "Choose one of the list." in response.content.decode()
    assert not AuditEntry.objects.filter(action="viewing.begin").exists()


@pytest.mark.parametrize("next_", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_it_leads_nowhere_else(cast, next_):
    assert begin(cast.client("rev"), ":public", next=next_)["Location"] == "/"


def test_delegates_and_the_public_view_as_nobody(cast, client):
    assert begin(cast.client("del_pk"), "turkey").status_code == 403
    assert "/accounts/login/" in begin(client, "turkey")["Location"]


def test_the_public_page_is_the_public_one(cast, client):
    browser = cast.client("adm")
    begin(browser, ":public")

    refused = browser.get("/compliance/")
    page = browser.get("/").content.decode()

    assert refused.status_code == 403
    assert "it is asked to sign in here" in refused.content.decode()
    assert "You see this page as the public does" in page
    # The letterhead names who looks, who can sign out, and leads to no account.
    assert "Sample adm" in page
    assert "/accounts/me/" not in page


def test_own_pages_are_absent(cast):
    browser = cast.client("adm")
    begin(browser, "pakistan")

    for address in ("/accounts/me/", "/accounts/2fa/", "/accounts/password/change/", "/accounts/login/"):
        response = browser.get(address)
        assert response.status_code == 403
        assert "about your own account" in response.content.decode()


def test_what_is_about_a_thing_is_seen_as_the_viewed_sees_it(taken_back):
    world, address = taken_back, "/conferences/5/delegations/"
    at_home = world.client("del_kz").get(address)
    browser = world.client("adm")
    begin(browser, "kazakhstan")

    viewed = browser.get(address)

    assert (at_home.status_code, viewed.status_code) == (200, 200)
    assert 'id="viewing"' in viewed.content.decode()
    assert browser.get(f"{address}table.csv").status_code == 200
    # The button of the keepers is neither Kazakhstan's nor, while viewing, the administrator's.
    assert f"{address}new/" not in viewed.content.decode()
    # The pack of a handover is nobody's of Kazakhstan.
    assert browser.get(f"/handover/{world.handed_over.uid}/").status_code == 404


def test_the_public_is_asked_to_sign_in_where_delegates_read(taken_back):
    browser = taken_back.client("adm")
    begin(browser, ":public")

    for address in ("/conferences/5/delegations/", "/conferences/5/delegations/table.csv"):
        response = browser.get(address)
        assert response.status_code == 403
        assert "The public does not see this page" in response.content.decode()


@pytest.mark.parametrize("address", ["/filters/", "/accounts/me/"])
def test_what_is_ones_own_stays_ones_own(taken_back, address):
    browser = taken_back.client("rev")
    begin(browser, "kazakhstan")

    assert browser.get(address).status_code == 403


def test_what_waits_for_the_viewed_or_the_viewer_is_not_shown(cast):
    Draft.objects.create(
        author=cast.adm, form="persons:person_new", fields={"name_latin": ["Secret typed"]}, saved_at=timezone.now()
    )
    browser = cast.client("adm")
    begin(browser, "pakistan")

    form = browser.get("/persons/new/")

    assert "Secret typed" not in form.content.decode()
    assert browser.get("/").context["is_signed_in"] is False


def test_no_page_is_kept_meanwhile_and_none_is_given(cast, client):
    browser = cast.client("adm")
    own = [browser.get("/cbms/dm/") for _ in range(3)][-1].content
    begin(browser, ":public")
    bodies.forget()
    kept = dict(own_bodies.kept)

    seen = browser.get("/cbms/dm/")
    public = client.get("/cbms/dm/").content

    assert dict(own_bodies.kept) == kept
    assert b'id="viewing"' in seen.content
    assert seen.headers["Cache-Control"] == "no-store"
    assert b'id="viewing"' not in own
    assert b'id="viewing"' not in public
    assert all(b'id="viewing"' not in body.content for body in bodies.kept.values())


def test_it_ends_after_thirty_minutes(cast):
    browser = cast.client("adm")
    begin(browser, "pakistan")
    session = browser.session
    session[state.KEY] = session[state.KEY] | {"until": int(timezone.now().timestamp()) - 1}
    session.save()

    page = browser.get("/cbms/dm/").content.decode()

    assert "ended after 30 minutes" in page
    assert 'id="viewing"' not in page
    assert state.KEY not in browser.session
    assert AuditEntry.objects.get(action="viewing.end").reason == "expired"


def test_it_ends_with_the_right(cast):
    browser = cast.client("rev")
    begin(browser, "pakistan")
    yesterday = timezone.localdate() - timedelta(days=2)
    Appointment.objects.filter(user=cast.rev).update(until_on=yesterday)
    sync(cast.process)

    page = browser.get("/cbms/dm/").content.decode()

    assert "You may not view as somebody else any more" in page
    assert AuditEntry.objects.get(action="viewing.end").reason == "not_allowed"


def test_it_ends_with_the_sign_in(cast):
    browser = cast.client("rev")
    begin(browser, "pakistan")

    signed_out = browser.post("/accounts/logout/")

    assert signed_out.status_code == 302
    assert 'id="viewing"' not in browser.get("/cbms/dm/").content.decode()


def test_the_button_stands_for_those_who_may(taken_back):
    world = taken_back
    meeting = reverse("meetings:meeting_detail", kwargs={"uid": world.meetings["held"].uid})

    assert "See this page as the public" in world.client("fp_dm").get(meeting).content.decode()
    assert "See this page as the public" not in world.client("del_pk").get(meeting).content.decode()


@pytest.mark.parametrize("path", ["/cbms/dm/", "/meetings/", "/documents/"])
def test_it_costs_three_statements_at_most(taken_back, path, django_assert_max_num_queries):
    world = taken_back
    browser, plain = world.client("adm"), world.client("adm")
    counts = []
    begin(browser, "pakistan")
    for each in (plain, browser):
        each.get(path)
        own_bodies.forget()
        with django_assert_max_num_queries(200) as asked:
            each.get(path)
        counts.append(len(asked))

    assert counts[1] <= counts[0] + 3
