"""The administrator's screen for the two-a-year rule."""

from datetime import date

import pytest

from hoaip.models import AuditEntry
from meetings.compliance import watch_rule
from meetings.models import Blackout, WatchRule


def body(**changes):
    return {
        "version": "1",
        "calendar": "gregorian",
        "lead_days": "60",
        "gap_days": "120",
        "warn_days": "30",
        "reason": "Letters take longer.",
    } | changes


def test_rule_is_changed_with_a_reason_and_audited(cast):
    response = cast.client("adm").post("/manage/rule/", body())

    assert response.status_code == 302
    assert watch_rule().terms.lead_days == 60
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.changes["lead_days"], entry.reason) == (
        "rule.change",
        [50, 60],
        "Letters take longer.",
    )


@pytest.mark.parametrize(
    "changes", [{"lead_days": "366"}, {"gap_days": "-1"}, {"calendar": "lunar"}, {"reason": " "}, {"warn_days": ""}]
)
def test_bad_rule_is_refused(cast, changes):
    response = cast.client("adm").post("/manage/rule/", body(**changes))

    assert response.status_code == 422
    assert not WatchRule.objects.filter(lead_days=60).exists()


def test_stale_rule_shows_both(cast):
    cast.client("adm").post("/manage/rule/", body())

    response = cast.client("adm").post("/manage/rule/", body(lead_days="70"))

    assert response.status_code == 409
    assert watch_rule().terms.lead_days == 60


@pytest.mark.parametrize("who", ["fp_dm", "rev", "dir", "del_pk"])
def test_only_the_administrator(cast, who):
    assert cast.client(who).get("/manage/rule/").status_code == 403
    assert cast.client(who).post("/manage/rule/", body()).status_code == 403


def test_blackout_is_added_once_and_taken_away(cast):
    browser = cast.client("adm")
    days = {"from_on": "1405-01-01", "until_on": "1405-01-13", "reason": "Nowruz", "idempotency_key": "n" * 32}
    browser.post("/manage/rule/blackouts/new/", days)
    browser.post("/manage/rule/blackouts/new/", days)

    blackout = Blackout.objects.get()
    assert (blackout.from_on, blackout.until_on) == (date(2026, 3, 21), date(2026, 4, 2))
    browser.post(f"/manage/rule/blackouts/{blackout.uid}/remove/", {"reason": "Letters go out after all."})
    assert not Blackout.objects.exists()
    entry = AuditEntry.objects.get(action="blackout.remove")
    assert (entry.reason, entry.changes["removed"][1]) == ("Letters go out after all.", None)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_blackout_is_not_taken_away_without_a_reason(cast, reason):
    blackout, other = (
        Blackout.objects.create(from_on=date(2026, month, 1), until_on=date(2026, month, 9), reason="Leave")
        for month in (3, 5)
    )

    answer = cast.client("adm").post(f"/manage/rule/blackouts/{blackout.uid}/remove/", {"reason": reason})

    page = answer.content.decode()
    assert answer.status_code == 422
    # The sentence stands at the field of these days and of no others.
    assert f'id="id_{blackout.uid}_reason_error"' in page
    assert f'id="id_{other.uid}_reason_error"' not in page
    assert Blackout.objects.count() == 2
    assert not AuditEntry.objects.exists()


def test_blackout_that_ends_before_it_starts_is_refused(cast):
    response = cast.client("adm").post(
        "/manage/rule/blackouts/new/", {"from_on": "2026-04-02", "until_on": "2026-03-21", "reason": "Nowruz"}
    )

    assert response.status_code == 422
    assert "ends before it starts" in response.content.decode()
