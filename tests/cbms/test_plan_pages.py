"""The pages of plans: read, written on one page, compared, submitted; what each reader has of them."""

import re
import sys
from dataclasses import replace
from datetime import date

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbms.actions.plans import (
    ActivityDetails,
    ObjectiveDetails,
    recall_plan,
    start_plan,
    submit_plan,
    write_plan,
)
from cbms.models import Plan, PlanReading, PlanVersion
from cbms.plans.content import activities_of, content_of
from hoaip.models import AccessEntry
from tests.cbms.test_cbm_page import text_of
from tests.cbms.test_plans import details
from tests.plans import consult, freeze
from tests.plans import plan as plan_in

TODAY = date(2026, 11, 23)


@pytest.fixture
def plan(cast):
    """A complete draft of Disaster Management."""
    begun = start_plan(cast.cbms["dm"], title="Implementation Plan", by=cast.fp_dm)
    return write_plan(begun, details=details(cast), by=cast.fp_dm, version=begun.version)


def many(cast, number):
    """Objectives of thirty activities each, `number` activities in all."""
    objectives = []
    for start in range(0, number, 30):
        activities = tuple(
            ActivityDetails(
                title=f"Activity {place} that the region does together",
                text=f"What is done in activity {place}, and how the states take part in it.",
                lead=cast.stakeholders["PK"],
                partners=(cast.stakeholders["UNDP"], cast.stakeholders["PL"]),
                place="Islamabad",
                starts_on=date(2026, 1 + place % 12, 1),
                ends_on=date(2027, 6, 30),
                funding="Own means",
                indicator=f"{place} held",
                expected_result="Stations are connected and people are warned in time.",
            )
            for place in range(start, min(start + 30, number))
        )
        objectives.append(ObjectiveDetails(title=f"Objective from {start}", activities=activities))
    return tuple(objectives)


def form_of(browser, plan):
    """{name: value} of the form as it stands on the page."""
    page = browser.get(f"/plans/{plan.uid}/edit/").content.decode()
    return fields_in(page)


def fields_in(page):
    form = page[page.index('id="plan-form"') : page.index('class="savebar"')]
    found = dict(re.findall(r'<input [^>]*?name="([^"]+)"(?: value="([^"]*)")?', form))
    found |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n([^<]*)</textarea>', form))
    checked = re.findall(r'type="checkbox" name="([^"]+)"(?: value="[^"]*")?([^>]*)>', form)
    for name, rest in checked:
        if "checked" not in rest:
            found.pop(name, None)
    return found | {"language": re.search(r'value="([^"]+)" selected', form)[1]}


def test_the_page_says_what_the_text_says(cast, plan):
    page = text_of(cast.client("fp_dm").get(f"/plans/{plan.uid}/"))

    assert "Objective 1 Be prepared 1.1 Regional exercise" in page
    assert "Lead Pakistan Partners Poland and UNDP" in page
    assert "Indicator One exercise held" in page
    assert "Ready to submit?" in page
    assert "The focal points of Disaster Management alone." in page


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("fp_dm", ""),
        ("fp_dm", "edit/"),
        ("rev", ""),
        ("rev", "versions/1/"),
        ("fp_dm", "compare/"),
        ("rev", "compare/"),
        ("rev", "review/"),
        ("fp_dm", "review/"),
    ],
)
def test_each_reading_of_a_draft_is_noted(cast, who, page):
    draft = plan_in(cast, "dm", state="draft" if page == "edit/" else "under_review")
    browser, address = cast.client(who), f"/plans/{draft.uid}/{page}"

    statuses = [browser.get(address).status_code for _look in range(3)]

    assert statuses == [200, 200, 200]
    lines = AccessEntry.objects.values_list("kind", "actor_uid", "path")
    assert list(lines) == [("read_draft", cast.people[who].uid, address)] * 3


def test_what_is_no_draft_or_was_not_read_is_not_noted(cast):
    draft, adopted = plan_in(cast, "dm", state="under_review"), plan_in(cast, "ct", state="adopted")

    assert cast.client("adm").get(f"/plans/{draft.uid}/").status_code == 200
    assert cast.client("rev").get(f"/plans/{draft.uid}/versions/7/").status_code == 404
    assert cast.client("rev").get(f"/plans/{adopted.uid}/").status_code == 200
    assert cast.client().get(f"/plans/{adopted.uid}/").status_code == 200

    assert not AccessEntry.objects.filter(kind="read_draft").exists()


def test_who_is_asked_reads_public_words(cast):
    asked = plan_in(cast, "dm", state="in_consultation")
    cast.consultation = None

    assert "in consultation" in text_of(cast.client("rev").get(f"/plans/{asked.uid}/"))
    assert cast.client("del_in").get(f"/plans/{asked.uid}/").status_code == 404


def test_reviewers_read_the_newest_version_and_drafters_the_draft(cast, plan):
    submit_plan(plan, by=cast.fp_dm, today=TODAY)
    step_back = cast.client("fp_dm").post(f"/plans/{plan.uid}/recall/")
    assert step_back.status_code == 302
    plan.refresh_from_db()
    write_plan(plan, details=details(cast, summary="Secret second thoughts."), by=cast.fp_dm, version=plan.version)

    assert "Secret second thoughts." in text_of(cast.client("fp_dm").get(f"/plans/{plan.uid}/"))
    for path in ("", "versions/1/", "compare/"):
        page = cast.client("rev").get(f"/plans/{plan.uid}/{path}")
        assert page.status_code == 200
        assert "Secret second thoughts." not in text_of(page)
    assert cast.client("rev").get(f"/plans/{plan.uid}/compare/?from=1&to=draft").status_code == 400
    assert cast.client("rev").get(f"/plans/{plan.uid}/versions/2/").status_code == 404
    assert cast.client("adm").get(f"/plans/{plan.uid}/versions/1/").status_code == 404


# Statements of each page, whatever the number of activities; on the first those of review, adoption and progress too.
# Who reads a draft leaves a line of the access log: one statement, and two of a savepoint inside a test.
NOTED = 3
STATEMENTS = {"page": 19 + NOTED, "form": 11 + NOTED, "save": 24, "comparison": 13 + NOTED, "nothing": 10 + NOTED}


@pytest.mark.parametrize("number", [3, 300])
def test_a_plan_costs_the_same_whatever_its_length(cast, plan, number):
    plan = write_plan(plan, details=details(cast, objectives=many(cast, number)), by=cast.fp_dm, version=plan.version)
    drafter, reviewer, asked = cast.client("fp_dm"), cast.client("rev"), {}

    def ask(what, browser, path, fields=None):
        """The answer, with its number of statements kept under `what`."""
        browser.get("/stakeholders/")
        with CaptureQueriesContext(connection) as statements:
            address = f"/plans/{plan.uid}/{path}"
            answer = browser.get(address) if fields is None else browser.post(address, fields)
        asked[what] = len(statements)
        return answer

    page, form = ask("page", drafter, ""), ask("form", drafter, "edit/")
    saved = ask("save", drafter, "edit/", fields_in(form.content.decode()) | {"summary": "Once more.", "save": "on"})
    assert saved.status_code == 302
    plan.refresh_from_db()
    first = submit_plan(plan, by=cast.fp_dm, today=TODAY)
    assert len(activities_of(first.content)) == number
    recall_plan(plan, by=cast.fp_dm)
    plan.refresh_from_db()
    changed = [
        replace(each, activities=tuple(replace(row, place="Astana") for row in each.activities))
        for each in keyed(plan, many(cast, number))
    ]
    write_plan(plan, details=details(cast, objectives=tuple(changed)), by=cast.fp_dm, version=plan.version)
    plan.refresh_from_db()
    submit_plan(plan, by=cast.fp_dm, today=TODAY)
    compared = ask("comparison", reviewer, "compare/?from=1&to=2")
    same = ask("nothing", reviewer, "compare/?from=2&to=2")

    assert asked == STATEMENTS
    assert "Nothing differs" in text_of(same)
    assert f"{number} activities changed" in text_of(compared)
    weights = [len(brotli.compress(each.content, quality=5)) for each in (page, form, compared)]
    sys.stdout.write(f"{number} activities: page, form, comparison {weights} bytes\n")
    # Of the form of 300 activities five kilobytes are keys, which no packing shortens.
    assert max(weights) <= 28 * 1024


def keyed(plan, objectives):
    """The same text with the keys that its parts have."""
    rows = list(plan.objectives.order_by("position"))
    for row, each in zip(rows, objectives, strict=True):
        own = plan.activities.filter(objective=row).order_by("position")
        activities = tuple(replace(typed, key=old.key) for typed, old in zip(each.activities, own, strict=True))
        yield replace(each, key=row.key, activities=activities)


def test_what_the_form_shows_is_what_is_stored(cast, plan):
    browser, before = cast.client("fp_dm"), content_of(plan)

    answer = browser.post(f"/plans/{plan.uid}/edit/", form_of(browser, plan) | {"save": "yes"})

    assert answer["Location"] == f"/plans/{plan.uid}/"
    assert content_of(Plan.objects.get()) == before


def test_rows_are_added_moved_and_taken_out_without_a_script(cast, plan):
    browser, address = cast.client("fp_dm"), f"/plans/{plan.uid}/edit/"
    fields = form_of(browser, plan)

    page = browser.post(address, fields | {"save": "add-activity-0", "parts-1-title": "Half typed"})
    fields = fields_in(page.content.decode())
    assert (page.status_code, fields["parts-1-title"], fields["parts-3-activity"]) == (200, "Half typed", "")
    page = browser.post(address, fields | {"save": "up-2"})
    fields = fields_in(page.content.decode())
    assert (fields["parts-1-title"], fields["parts-2-title"]) == ("Early warning", "Half typed")
    page = browser.post(address, fields | {"save": "add-objective"})
    fields = fields_in(page.content.decode())
    assert (fields["parts-4-objective"], fields["parts-5-activity"]) == ("", "")
    assert content_of(Plan.objects.get()) == content_of(plan)

    fields |= {
        "parts-2-out": "1",
        "parts-4-title": "New objective",
        "parts-5-title": "New activity",
        "parts-5-lead": "undp",
        "parts-5-partners": "Poland; PAKISTAN؛ afghanistan",
        "parts-5-first_month": "1405-06",
        "parts-5-last_month": "2027-03",
        "save": "yes",
    }
    assert browser.post(address, fields).status_code == 302
    text = content_of(Plan.objects.get())
    assert [[each["title"] for each in objective["activities"]] for objective in text["objectives"]] == [
        ["Early warning"],
        ["New activity"],
    ]
    new = text["objectives"][1]["activities"][0]
    assert (new["lead"], new["partners"]) == ("undp", ["afghanistan", "pakistan", "poland"])
    assert (new["from"], new["until"]) == ("1405-06", "2027-03")


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("parts-1-lead", "Atlantis", "“Atlantis” is no country or organization of the portal."),
        ("parts-1-partners", "Poland; Atlantis", "“Atlantis” is no country or organization of the portal."),
        ("parts-1-first_month", "2026-13", "There is no month 2026-13"),
        ("parts-1-first_month", "soon", "“soon” is not a month."),
        ("parts-1-last_month", "2025-01", "It ends before it starts."),
        ("parts-1-title", "x" * 301, "at most 300 characters"),
        ("parts-1-place", "x" * 161, "at most 160 characters"),
        ("parts-1-text", "a\x00b", "Null characters are not allowed."),
        ("title_en", "", "This field is required."),
        ("last_month", "2020-01", "It ends before it starts."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(cast, plan, name, typed, said):
    browser = cast.client("fp_dm")
    fields = form_of(browser, plan) | {"summary": "Kept.", name: typed, "save": "yes"}

    answer = browser.post(f"/plans/{plan.uid}/edit/", fields)

    page = answer.content.decode()
    assert answer.status_code in (400, 422)
    if answer.status_code == 422:
        assert f'id="id_{name}_error"' in page
        assert said in text_of(answer)
        assert "Kept." in page
        # It is back when the form is opened again, and goes with the draft.
        assert form_of(browser, plan)["summary"] == "Kept."
    assert content_of(Plan.objects.get()) == content_of(plan)


def test_a_stale_save_shows_both_and_loses_neither(cast, plan):
    mine, theirs = cast.client("fp_dm"), cast.client("fp_dm_deputy")
    address, fields = f"/plans/{plan.uid}/edit/", form_of(mine, plan)
    added = form_of(theirs, plan) | {"parts-1-place": "Astana", "save": "yes"}
    added |= {"parts-3-activity": "", "parts-3-title": "Their activity"}
    assert theirs.post(address, added).status_code == 302

    answer = mine.post(address, fields | {"summary": "My summary.", "save": "yes"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Activity 1.1: place" in page
    again = fields_in(page)
    # Theirs stands in the form, marked to go: who saves decides.
    place = next(name.split("-")[1] for name, value in again.items() if value == "Their activity")
    assert again[f"parts-{place}-out"] == "1"
    assert again["summary"] == "My summary."
    again.pop(f"parts-{place}-out")
    assert mine.post(address, again | {"save": "yes"}).status_code == 302
    text = content_of(Plan.objects.get())
    assert (text["summary"], text["objectives"][0]["activities"][2]["title"]) == ("My summary.", "Their activity")


def test_a_draft_that_began_before_others_saved_is_not_saved_over_them(cast, plan):
    mine = cast.client("fp_dm")
    fields = form_of(mine, plan) | {"summary": "Typed at noon."}
    mine.post(f"/drafts/plan-{plan.uid}/", fields)
    write_plan(plan, details=details(cast, summary="Saved at one."), by=cast.fp_dm_deputy, version=plan.version)

    back = form_of(mine, plan)

    assert (back["summary"], back["version"]) == ("Typed at noon.", str(plan.version))
    assert mine.post(f"/plans/{plan.uid}/edit/", back | {"save": "yes"}).status_code == 409


def test_a_plan_is_begun_once_and_the_one_in_force_amended_with_its_keys(cast):
    force = plan_in(cast, "dm", state="adopted", by=cast.fp_dm)
    browser = cast.client("fp_dm")
    assert "with the text of the plan in force" in text_of(browser.get("/cbms/dm/plan/new/"))
    sent = {"title": "Second", "language": "en", "begins_with": "amend", "idempotency_key": "k" * 20}

    first, again = (browser.post("/cbms/dm/plan/new/", sent) for _time in range(2))

    assert first["Location"] == again["Location"]
    second = Plan.objects.get(number=2)
    assert first["Location"] == f"/plans/{second.uid}/edit/"
    assert content_of(second)["objectives"] == content_of(force)["objectives"]
    assert browser.get("/cbms/dm/plan/new/").status_code == 409
    assert "Nothing differs" not in text_of(browser.get(f"/plans/{second.uid}/compare/"))
    # The public reads the one in force, and no word of the other.
    public = cast.client()
    assert "Second" not in text_of(public.get("/plans/")) + text_of(public.get(f"/plans/{force.uid}/"))


@pytest.mark.parametrize(
    ("name", "typed"),
    [("title", ""), ("title", "x" * 201), ("title", "a\x00b"), ("language", "xx"), ("begins_with", "nothing")],
)
def test_a_plan_is_not_begun_with_what_cannot_be(cast, name, typed):
    plan_in(cast, "dm", state="adopted", by=cast.fp_dm)
    sent = {"title": "Second", "language": "en", "begins_with": "amend", "idempotency_key": "k" * 20, name: typed}

    assert cast.client("fp_dm").post("/cbms/dm/plan/new/", sent).status_code in (400, 422)
    assert Plan.objects.count() == 1


def test_submit_says_what_is_missing_with_a_link_to_its_field(cast, plan):
    write_plan(plan, details=details(cast, summary="", ends_on=None), by=cast.fp_dm, version=plan.version)
    browser = cast.client("fp_dm")

    page = browser.get(f"/plans/{plan.uid}/submit/").content.decode()

    assert f'href="/plans/{plan.uid}/edit/#id_summary"' in page
    assert f'href="/plans/{plan.uid}/edit/#id_last_month"' in page
    assert browser.post(f"/plans/{plan.uid}/submit/").status_code == 422
    assert not PlanVersion.objects.exists()


def test_changed_since_one_looked_last(cast, plan):
    submit_plan(plan, by=cast.fp_dm, today=TODAY)
    reviewer, page = cast.client("rev"), f"/plans/{plan.uid}/"
    assert "since you last looked" not in text_of(reviewer.get(page))
    recall_plan(plan, by=cast.fp_dm)
    plan.refresh_from_db()
    write_plan(plan, details=details(cast, summary="Another."), by=cast.fp_dm, version=plan.version)
    plan.refresh_from_db()
    submit_plan(plan, by=cast.fp_dm, today=TODAY)

    for _look in range(2):
        assert "It changed since you last looked, at version 1." in text_of(reviewer.get(page))
    told = text_of(reviewer.get(f"{page}compare/?from=1"))
    assert "summary, before What the region does together." in told
    assert "since you last looked" not in text_of(reviewer.get(page))
    assert PlanReading.objects.get(user=cast.rev).plan_version.number == 2


@pytest.fixture
def changed(cast, plan):
    """The plan in its second version, of which the reviewer has looked at the first."""
    submit_plan(plan, by=cast.fp_dm, today=TODAY)
    for key in ("rev", "fp_dm"):
        cast.client(key).get(f"/plans/{plan.uid}/")
    recall_plan(plan, by=cast.fp_dm)
    plan.refresh_from_db()
    write_plan(plan, details=details(cast, summary="Another."), by=cast.fp_dm, version=plan.version)
    plan.refresh_from_db()
    submit_plan(plan, by=cast.fp_dm, today=TODAY)
    return plan


def test_the_list_marks_what_changed_since_one_looked_until_one_has_seen_it(cast, changed):
    reviewer, address = cast.client("rev"), f"/plans/{changed.uid}/"
    plan_in(cast, "ct", state="under_review", by=cast.fp_ct)

    for _look in range(2):
        page = reviewer.get("/plans/").content.decode()
        assert re.findall(r'<a class="pill pill-track" href="([^"]+)"', page) == [f"{address}compare/"]
    narrowed = text_of(reviewer.get("/plans/?changed=yes"))
    assert changed.title_en in narrowed
    assert "Sample plan" not in narrowed
    reviewer.get(f"{address}compare/")

    assert "changed since you last looked" not in text_of(reviewer.get("/plans/"))
    assert "No plan fits" in text_of(reviewer.get("/plans/?changed=yes"))
    assert reviewer.get("/plans/?changed=perhaps").status_code == 400


def test_what_one_submitted_oneself_and_what_one_never_opened_has_not_changed(cast, changed):
    author, other, public = cast.client("fp_dm"), cast.client("dir"), cast.client()

    assert "since you last looked" not in text_of(author.get(f"/plans/{changed.uid}/"))
    for browser in (author, other):
        assert "changed since you last looked" not in text_of(browser.get("/plans/"))
    # Nobody signed in has looked at nothing: there is no such filter.
    assert "changed" not in public.get("/plans/").content.decode()


def test_who_knows_one_version_alone_has_seen_it_by_reading_it(cast):
    asked = plan_in(cast, "dm", state="in_consultation")
    consult(cast, asked, asked=(("KZ", "lead", True),))
    PlanReading.objects.create(plan=asked, user=cast.del_kz, plan_version=asked.versions.get())
    freeze(asked, by=cast.fp_dm, number=2)
    browser = cast.client("del_kz")

    assert f'<a class="pill pill-track" href="/plans/{asked.uid}/">' in browser.get("/plans/").content.decode()
    assert "since you last looked" not in text_of(browser.get(f"/plans/{asked.uid}/"))
    assert "changed since" not in text_of(browser.get("/plans/"))


@pytest.mark.parametrize("query", ["?from=9", "?from=1&to=x", "?view=3d", "?from=base", "?to=1%00"])
def test_texts_that_are_not_there_are_not_compared(cast, plan, query):
    submit_plan(plan, by=cast.fp_dm, today=TODAY)

    assert cast.client("rev").get(f"/plans/{plan.uid}/compare/{query}").status_code == 400


def test_the_list_says_states_in_the_words_of_its_reader(cast, plan):
    adopted = plan_in(cast, "ct", state="adopted", by=cast.fp_ct)
    submit_plan(plan, by=cast.fp_dm, today=TODAY)

    public, ministry = (cast.client(key).get("/plans/") for key in (None, "rev"))

    assert adopted.title_en in text_of(public)
    assert "in force" in text_of(public)
    assert "DM" not in text_of(public)[text_of(public).index("Period") :]
    assert "under review" in text_of(ministry)
    assert "1 plan " in text_of(cast.client("rev").get("/plans/?state=in_preparation"))
    assert cast.client("rev").get("/plans/?state=draft").status_code == 400
    assert b"under_review" not in b"".join(cast.client().get("/plans/table.csv"))
    assert b"under_review" in b"".join(cast.client("rev").get("/plans/table.csv"))
    assert cast.client("rev").get("/plans/table.xlsx").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same(cast, django_assert_num_queries, number):
    for code, author in (("dm", "fp_dm"), ("ct", "fp_ct"), ("ri", "fp_two"))[:number]:
        plan_in(cast, code, state="adopted", by=cast.people[author])
    with django_assert_num_queries(3):
        assert cast.client().get("/plans/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_with_marks_costs_the_same(cast, number):
    browser = cast.client("rev")
    for code, author in (("dm", "fp_dm"), ("ct", "fp_ct"), ("ri", "fp_two"))[:number]:
        row = plan_in(cast, code, state="under_review", by=cast.people[author])
        PlanReading.objects.create(plan=row, user=cast.rev, plan_version=row.versions.get())
        freeze(row, by=cast.people[author], number=2)
    asked = {}
    for address in ("/plans/", "/plans/?changed=yes"):
        with CaptureQueriesContext(connection) as statements:
            page = browser.get(address).content.decode()
        asked[address] = len(statements)
        assert page.count('<a class="pill pill-track"') == number
    assert asked == {"/plans/": 10, "/plans/?changed=yes": 6}


def test_the_cbm_and_table_one_say_how_it_stands(cast, plan):
    force = plan_in(cast, "ct", state="adopted", by=cast.fp_ct)
    submit_plan(plan, by=cast.fp_dm, today=TODAY)

    public = text_of(cast.client().get("/cbms/ct/"))
    assert f"{force.title_en} Adopted 25 April 2024" in public
    assert "No plan was adopted" in text_of(cast.client().get("/cbms/ct/?as_of=2024-04-24"))
    assert "under review" not in text_of(cast.client().get("/cbms/dm/"))
    assert "Implementation Plan under review version 1" in text_of(cast.client("rev").get("/cbms/dm/"))
    assert "CT Counter-Terrorism in force since 25 April 2024" in text_of(cast.client().get("/cbms/table/"))
    assert "DM Disaster Management none adopted Plan 1, under review" in text_of(cast.client("rev").get("/cbms/table/"))


def test_a_plan_in_dari_says_its_language_and_direction(cast, plan):
    write_plan(plan, details=details(cast, language="fa-af", summary="خلاصه"), by=cast.fp_dm, version=plan.version)

    page = cast.client("fp_dm").get(f"/plans/{plan.uid}/").content.decode()

    assert '<p class="prewrap" lang="fa-AF" dir="rtl">خلاصه</p>' in page


def test_versions_parts_and_counts_stand_in_the_digits_of_the_page(cast, changed):
    reviewer = cast.client("rev")

    plan = text_of(reviewer.get(f"/fa-af/plans/{changed.uid}/"))
    compared = text_of(reviewer.get(f"/fa-af/plans/{changed.uid}/compare/?from=1&to=2"))

    assert "هدف ۱" in plan
    assert "۱.۱" in plan
    assert "نسخهٔ ۲" in plan
    assert "نسخهٔ ۱" in compared
    for page in (plan, compared):
        assert not re.search(r"(نسخهٔ|هدف) [0-9]", page)
