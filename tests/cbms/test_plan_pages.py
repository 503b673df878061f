"""The pages of plans: read, written on one page, compared, submitted; what each reader has of them."""

import re
from datetime import date

import brotli
import pytest

from cbms.actions.plans import (
    ActivityDetails,
    ObjectiveDetails,
    start_plan,
    submit_plan,
    write_plan,
)
from tests.cbms.test_cbm_page import text_of
from tests.cbms.test_plans import details
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


@pytest.mark.parametrize("number", [3, 300])
def test_a_plan_costs_the_same_whatever_its_length(cast, plan, django_assert_num_queries, number):
    write_plan(plan, details=details(cast, objectives=many(cast, number)), by=cast.fp_dm, version=plan.version)
    reader, drafter = cast.client("rev"), cast.client("fp_dm")
    drafter.get("/stakeholders/")
    with django_assert_num_queries(13):
        page = drafter.get(f"/plans/{plan.uid}/")
    with django_assert_num_queries(10):
        form = drafter.get(f"/plans/{plan.uid}/edit/")
    assert page.status_code == form.status_code == 200
    plan.refresh_from_db()
    submit_plan(plan, by=cast.fp_dm, today=TODAY)
    reader.get("/stakeholders/")
    reader.get(f"/plans/{plan.uid}/")
    with django_assert_num_queries(12):
        read = reader.get(f"/plans/{plan.uid}/compare/?from=1&to=1")
    assert "Nothing differs" in text_of(read)
    print(number, *(len(brotli.compress(each.content, quality=5)) for each in (page, form, read)))
    assert len(brotli.compress(page.content, quality=5)) < 30 * 1024
    assert len(brotli.compress(form.content, quality=5)) < 30 * 1024
