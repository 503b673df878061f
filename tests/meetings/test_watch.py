"""The nightly watch: flags opened, moved and resolved by the rule, one mail each, whenever it runs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbms import actions
from cbms.models import Flag, FlagChange, FocalPoint, Standing, TargetOverride
from hoaip import jobs
from hoaip.errors import Refused, Stale, WrongState
from hoaip.models import AuditEntry, Event, JobRun, OutboxMessage, User
from meetings.actions.watch import NAME
from meetings.models import Meeting, WatchRule
from meetings.tasks import review_compliance as review_task
from tests.meetings.test_compliance import meeting

NOTHING = {"flags_opened": 0, "flags_escalated": 0, "flags_resolved": 0}


def night(year, month, day):
    """01:30 UTC of a day, 06:00 in Kabul."""
    return datetime(year, month, day, 1, 30, tzinfo=UTC)


def run(*day):
    answer = jobs.run(NAME, night(*day))
    return answer["changed"] | {"queued": answer["queued"]}


def state():
    """What the flags say: {(code, year): (level, state, opening)}."""
    return {
        (flag.cbm.code, flag.year): (flag.level, flag.state, flag.opening)
        for flag in Flag.objects.select_related("cbm")
    }


def mails(**of):
    return sorted(
        (message.template, message.recipient.email.split("@")[0])
        for message in OutboxMessage.objects.select_related("recipient").filter(**of)
    )


def flag_of(cast, code="dm", year=2026):
    return Flag.objects.get(cbm=cast.cbms[code], year=year)


@pytest.fixture
def started(cast):
    """The watch has run since January 2026; DM held once in 2025, everybody else met the target of 2025."""
    for code in ("ct", "cn", "tci", "ri", "ce"):
        for month in (3, 9):
            meeting(cast, code, starts=date(2025, month, 3))
            meeting(cast, code, starts=date(2026, 1, month))
    meeting(cast, "dm", starts=date(2025, 5, 3))
    assert run(2026, 1, 10) == NOTHING | {"flags_opened": 1, "queued": 0}
    return cast


def test_the_first_run_flags_the_year_before_and_mails_nobody_about_a_year_that_was_over(started):
    assert state() == {("dm", 2025): ("missed", "open", 1)}
    assert mails() == []
    assert WatchRule.objects.get().first_run_on == date(2026, 1, 10)


def test_a_flag_opens_on_the_day_of_warning_and_is_mailed_to_its_focal_points_alone(started):
    assert run(2026, 6, 13) == NOTHING | {"queued": 0}
    assert run(2026, 6, 14) == NOTHING | {"flags_opened": 1, "queued": 2}
    assert state()["dm", 2026] == ("at_risk", "open", 1)
    # "gone" is a deputy of DM whose account is closed.
    assert mails() == [("flag_at_risk", "fp_dm"), ("flag_at_risk", "fp_dm_deputy")]


def test_the_mail_names_the_latest_day_and_carries_one_link(started, settings):
    run(2026, 6, 14)
    message = OutboxMessage.objects.get(recipient=started.fp_dm)
    assert message.subject == "Disaster Management may miss its meetings of 2026"
    assert "14 July 2026" in message.body
    assert message.body.partition("This letter is of the kind")[0].count("http") == 1
    assert f"{settings.PUBLIC_ORIGIN}/compliance/flags/{flag_of(started).uid}/" in message.body


def test_the_mail_is_written_in_the_language_of_its_reader(started):
    User.objects.filter(pk=started.fp_dm.pk).update(language="fa-af")
    run(2026, 6, 14)
    assert "/fa-af/compliance/flags/" in OutboxMessage.objects.get(recipient=started.fp_dm).body
    assert "/fa-af/" not in OutboxMessage.objects.get(recipient=started.fp_dm_deputy).body


def test_a_second_run_on_the_same_instant_is_silent(started):
    run(2026, 6, 14)
    before = state(), FlagChange.objects.count(), AuditEntry.objects.count()
    assert run(2026, 6, 14) == NOTHING | {"queued": 0}
    assert run(2026, 6, 15) == NOTHING | {"queued": 0}
    assert (state(), FlagChange.objects.count(), AuditEntry.objects.count()) == before


def test_each_change_leaves_a_step_of_history_and_a_row_of_audit(started):
    run(2026, 6, 14)
    run(2027, 1, 1)
    flag = flag_of(started)
    steps = [(step.on, step.level, step.state) for step in flag.history.order_by("pk")]
    assert steps == [(date(2026, 6, 14), "at_risk", "open"), (date(2027, 1, 1), "missed", "open")]
    told = AuditEntry.objects.filter(object_uid=str(flag.uid)).order_by("sequence")
    assert [(entry.action, entry.actor_name) for entry in told] == [
        ("flag.open", "The portal"),
        ("flag.level", "The portal"),
    ]
    assert told[1].changes["level"] == ["at_risk", "missed"]


def test_the_year_ends_in_kabul(started):
    run(2026, 6, 14)
    # 31 December 19:29 UTC is 23:59 in Kabul, one minute later the new year has begun there.
    assert jobs.run(NAME, datetime(2026, 12, 31, 19, 29, tzinfo=UTC))["changed"] == NOTHING
    assert jobs.run(NAME, datetime(2026, 12, 31, 19, 30, tzinfo=UTC))["changed"]["flags_escalated"] == 1
    assert state()["dm", 2026] == ("missed", "open", 1)
    assert mails(template="flag_missed") == [("flag_missed", "fp_dm"), ("flag_missed", "fp_dm_deputy")]


def test_meetings_held_resolve_the_flag_and_a_late_december_one_after_the_year_too(started):
    run(2026, 6, 14)
    run(2027, 1, 1)
    meeting(started, "dm", starts=date(2026, 5, 4))
    assert run(2027, 1, 2) == NOTHING | {"queued": 0}
    meeting(started, "dm", starts=date(2026, 12, 30))
    assert run(2027, 1, 3) == NOTHING | {"flags_resolved": 1, "queued": 0}
    assert state()["dm", 2026] == ("missed", "resolved", 1)


def test_planned_meetings_resolve_a_flag_at_risk_and_a_cancelled_one_opens_it_again(started):
    run(2026, 6, 14)
    rows = [meeting(started, "dm", starts=date(2026, month, 4), state="planned") for month in (9, 11)]
    assert run(2026, 6, 15)["flags_resolved"] == 1
    Meeting.objects.filter(pk=rows[0].pk).update(state="cancelled")
    assert run(2026, 10, 20) == NOTHING | {"flags_opened": 1, "queued": 2}
    assert state()["dm", 2026] == ("at_risk", "open", 2)
    assert len(mails(template="flag_at_risk")) == 4


def test_a_level_goes_down_too_and_is_not_mailed_twice_in_one_opening(started):
    run(2026, 6, 14)
    run(2027, 1, 1)
    assert len(mails()) == 4
    # As if the job ran for a day of the old year again.
    assert run(2026, 12, 30) == NOTHING | {"flags_escalated": 1, "queued": 0}
    assert state()["dm", 2026] == ("at_risk", "open", 1)
    assert run(2027, 1, 2) == NOTHING | {"flags_escalated": 1, "queued": 0}
    assert len(mails()) == 4


def test_a_month_of_missed_nights_over_the_new_year_ends_in_the_same_state(started):
    meeting(started, "dm", starts=date(2026, 2, 4))
    assert run(2026, 10, 1) == NOTHING | {"queued": 0}
    # Forty days without a run, in which the flag would have opened, and the year ended.
    assert run(2027, 2, 10)["flags_opened"] == 1
    assert state()["dm", 2026] == ("missed", "open", 1)
    assert mails() == [("flag_missed", "fp_dm"), ("flag_missed", "fp_dm_deputy")]


def test_years_without_a_run_are_all_reviewed(started):
    run(2026, 6, 14)
    run(2029, 2, 1)
    assert {key: value for key, value in state().items() if key[0] == "dm"} == {
        ("dm", 2025): ("missed", "open", 1),
        ("dm", 2026): ("missed", "open", 1),
        ("dm", 2027): ("missed", "open", 1),
        ("dm", 2028): ("missed", "open", 1),
    }


def test_of_earlier_years_flags_are_only_resolved(started):
    run(2027, 3, 1)
    run(2028, 3, 1)
    # A target of 2025 is lowered: its flag goes; one is raised: no flag comes, and no mail.
    TargetOverride.objects.create(cbm=started.cbms["dm"], year=2025, target=1, reason="Decided.")
    TargetOverride.objects.create(cbm=started.cbms["ct"], year=2025, target=5, reason="Decided.")
    before = OutboxMessage.objects.count()
    assert run(2028, 3, 2) == NOTHING | {"flags_resolved": 1, "queued": 0}
    assert state()["dm", 2025] == ("missed", "resolved", 1)
    assert ("ct", 2025) not in state()
    assert OutboxMessage.objects.count() == before


def test_a_run_that_failed_is_caught_up_by_the_next(started):
    run(2026, 6, 14)
    JobRun.objects.create(name=NAME, as_of=night(2028, 6, 1), started_at=night(2028, 6, 1), error="killed")
    JobRun.objects.create(name=NAME, as_of=night(2028, 6, 2), started_at=night(2028, 6, 2))
    run(2028, 6, 3)
    assert state()["dm", 2027] == ("missed", "open", 1)


@pytest.mark.parametrize("state_", ["suspended", "concluded"])
def test_a_suspended_cbm_is_not_flagged_and_its_flag_is_resolved(started, state_):
    run(2026, 6, 14)
    Standing.objects.create(cbm=started.cbms["dm"], state=state_, from_on=date(2026, 7, 1), reason="Decided.")
    assert run(2026, 6, 30) == NOTHING | {"queued": 0}
    assert run(2026, 7, 1)["flags_resolved"] == 1


def test_a_changed_calendar_closes_the_flags_of_the_other_with_a_note(started):
    run(2026, 6, 14)
    WatchRule.objects.update(calendar="solar")
    answer = run(2026, 6, 15)
    assert answer["flags_resolved"] == 2
    assert {year for (_code, year), (_level, state_, _opening) in state().items() if state_ == "open"} <= {1404, 1405}
    note = flag_of(started).history.order_by("-pk").first()
    assert note.state == "resolved"
    assert "other calendar" in note.note
    assert run(2026, 6, 15) == NOTHING | {"queued": 0}


def test_the_solar_year_is_flagged_by_its_own_days(cast):
    WatchRule.objects.create(calendar="solar")
    for code in ("ct", "cn", "tci", "ri", "ce"):
        Standing.objects.create(cbm=cast.cbms[code], state="concluded", from_on=date(2020, 1, 1), reason="Decided.")
    run(2026, 8, 31)
    assert ("dm", 1405) not in state()
    # 1 October 2026 is the latest day to invite, thirty days before it the warning begins.
    run(2026, 9, 1)
    assert state()["dm", 1405] == ("at_risk", "open", 1)
    run(2027, 3, 20)
    assert state()["dm", 1405] == ("at_risk", "open", 1)
    run(2027, 3, 21)
    assert state()["dm", 1405] == ("missed", "open", 1)


def test_only_focal_points_of_that_day_are_told(started):
    FocalPoint.objects.filter(cbm=started.cbms["dm"], user=started.fp_dm).update(until_on=date(2026, 6, 13))
    run(2026, 6, 14)
    assert mails() == [("flag_at_risk", "fp_dm_deputy")]


def test_the_task_runs_the_job_and_writes_it_down(cast):
    review_task()
    assert JobRun.objects.get(name=NAME, finished_at__isnull=False).result["job"] == NAME


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nights=st.sets(st.integers(0, 420), max_size=12))
def test_any_choice_of_nights_ends_like_every_night_of_them_at_last(started, nights):
    """Whatever nights are missed, the last run leaves the levels that the rule asks for."""
    with transaction.atomic():
        point = transaction.savepoint()
        for offset in sorted(nights):
            jobs.run(NAME, night(2026, 1, 11) + timedelta(days=offset))
        jobs.run(NAME, night(2027, 3, 30))
        ended = {key: value[:2] for key, value in state().items()}
        keys = list(OutboxMessage.objects.values_list("dedupe_key", flat=True))
        transaction.savepoint_rollback(point)
    assert ended["dm", 2026] == ("missed", "open")
    assert ended["dm", 2025] == ("missed", "open")
    assert len(keys) == len(set(keys))
    assert sum(":missed:" in key for key in keys) == 2


# What people decide


@pytest.fixture
def flag(started):
    run(2026, 6, 14)
    return flag_of(started)


def test_a_focal_point_acknowledges_and_explains_and_the_flag_stays_open(started, flag):
    actions.acknowledge_flag(flag, explanation="The host has asked for another month.", by=started.fp_dm)
    flag.refresh_from_db()
    assert (flag.state, flag.acknowledged_by, flag.explanation) == (
        "open",
        started.fp_dm,
        "The host has asked for another month.",
    )
    assert run(2026, 6, 20) == NOTHING | {"queued": 0}
    assert flag.history.order_by("-pk").first().note == "The host has asked for another month."


def test_a_step_up_and_a_new_opening_ask_for_acknowledgement_anew_and_keep_what_was_said(started, flag):
    actions.acknowledge_flag(flag, explanation="In September.", by=started.rev)
    run(2027, 1, 1)
    flag.refresh_from_db()
    assert (flag.acknowledged_at, flag.explanation) == (None, "")
    assert "In September." in flag.history.order_by("-pk").first().note


def test_a_step_down_keeps_the_acknowledgement(started, flag):
    run(2027, 1, 1)
    actions.acknowledge_flag(flag_of(started), explanation="The host withdrew.", by=started.fp_dm)
    run(2026, 12, 30)
    assert flag_of(started).explanation == "The host withdrew."


def test_a_waived_flag_rests_until_it_is_lifted_and_is_judged_by_the_next_run(started, flag):
    actions.waive_flag(flag, reason="No host in this year.", by=started.dir)
    assert run(2027, 1, 1) == NOTHING | {"queued": 0}
    assert state()["dm", 2026] == ("at_risk", "waived", 1)
    actions.lift_waiver(flag, by=started.dir, reason="A host was found.")
    assert state()["dm", 2026] == ("at_risk", "open", 1)
    assert run(2027, 1, 2)["flags_escalated"] == 1
    assert [step.state for step in flag.history.order_by("pk")] == ["open", "waived", "open", "open"]


def test_a_waived_flag_of_a_target_that_is_met_stays_waived(started, flag):
    actions.waive_flag(flag, reason="No host in this year.", by=started.dir)
    for month in (2, 3):
        meeting(started, "dm", starts=date(2026, month, 4))
    assert run(2026, 7, 1) == NOTHING | {"queued": 0}
    assert state()["dm", 2026] == ("at_risk", "waived", 1)


@pytest.mark.parametrize("who", ["fp_ct", "dir", "adm", "del_pk", "del_au"])
def test_others_do_not_acknowledge(started, flag, who):
    with pytest.raises(Refused):
        actions.acknowledge_flag(flag, explanation="", by=getattr(started, who))
    assert flag_of(started).acknowledged_at is None


@pytest.mark.parametrize("who", ["fp_dm", "rev", "adm", "del_pk"])
def test_only_the_director_waives(started, flag, who):
    with pytest.raises(Refused):
        actions.waive_flag(flag, reason="Because.", by=getattr(started, who))
    assert flag_of(started).state == "open"


@pytest.mark.parametrize("who", ["fp_dm", "rev", "dir", "adm"])
def test_no_person_moves_a_flag(started, flag, who):
    person = getattr(started, who)
    with pytest.raises(Refused):
        actions.raise_flag(started.cbms["ct"], year=2026, level="missed", on=date(2026, 6, 14), by=person)
    with pytest.raises(Refused):
        actions.resolve_flag(flag, on=date(2026, 6, 14), by=person)
    assert state()["dm", 2026] == ("at_risk", "open", 1)


def test_a_waiver_without_a_reason_and_a_stale_one_write_nothing(started, flag):
    with pytest.raises(ValidationError):
        actions.waive_flag(flag, reason="  ", by=started.dir)
    actions.acknowledge_flag(flag, explanation="", by=started.fp_dm)
    with pytest.raises(Stale):
        actions.waive_flag(flag, reason="No host.", by=started.dir, version=1)
    assert flag_of(started).state == "open"


def test_a_resolved_flag_is_neither_acknowledged_nor_waived_nor_lifted(started, flag):
    actions.resolve_flag(flag, on=date(2026, 6, 15), by=User.objects.system())
    with pytest.raises(WrongState):
        actions.acknowledge_flag(flag, explanation="", by=started.fp_dm)
    with pytest.raises(WrongState):
        actions.waive_flag(flag, reason="No host.", by=started.dir)
    with pytest.raises(WrongState):
        actions.lift_waiver(flag, by=started.dir)
    assert state()["dm", 2026] == ("at_risk", "resolved", 1)


# Targets and standings


def test_a_target_is_changed_in_place_with_its_history(started):
    dm, today = started.cbms["dm"], date(2026, 6, 1)
    actions.set_target(dm, year=2026, target=1, reason="Decided by the SOM.", by=started.rev, today=today)
    actions.set_target(dm, year=2026, target=3, reason="Decided again.", by=started.adm, today=today)
    override = TargetOverride.objects.get()
    assert (override.target, override.reason, override.version) == (3, "Decided again.", 2)
    last = AuditEntry.objects.filter(action="target.change").order_by("-sequence").first()
    assert last.changes["target"] == [1, 3]


@pytest.mark.parametrize("who", ["rev", "adm", "fp_dm"])
def test_the_target_of_a_past_year_is_the_director_s(started, who):
    with pytest.raises(Refused):
        actions.set_target(
            started.cbms["dm"], year=2025, target=1, reason="Late.", by=getattr(started, who), today=date(2026, 1, 1)
        )
    actions.set_target(started.cbms["dm"], year=2025, target=1, reason="Late.", by=started.dir, today=date(2026, 1, 1))
    assert TargetOverride.objects.get().target == 1


@pytest.mark.parametrize(
    ("year", "target", "reason"), [(2026, 13, "Why."), (2026, 1, " "), (2010, 1, "Why."), (1500, 1, "Why.")]
)
def test_a_target_that_cannot_be_is_refused(started, year, target, reason):
    with pytest.raises(ValidationError):
        actions.set_target(
            started.cbms["dm"], year=year, target=target, reason=reason, by=started.dir, today=date(2026, 1, 1)
        )
    assert not TargetOverride.objects.exists()


def test_the_target_of_a_solar_year_is_past_after_its_own_last_day(started):
    dm = started.cbms["dm"]
    actions.set_target(dm, year=1405, target=1, reason="Decided.", by=started.rev, today=date(2027, 3, 20))
    with pytest.raises(Refused):
        actions.set_target(dm, year=1405, target=2, reason="Decided.", by=started.rev, today=date(2027, 3, 21))


def test_the_director_suspends_and_resumes_and_the_public_is_told_so(started):
    dm = started.cbms["dm"]
    actions.change_standing(dm, state="suspended", from_on=date(2026, 7, 1), reason="Decided.", by=started.dir)
    actions.change_standing(dm, state="active", from_on=date(2026, 9, 1), reason="Decided.", by=started.dir)
    assert [actions.standing_on(dm, date(2026, month, 15)) for month in (6, 7, 9)] == ["active", "suspended", "active"]
    told = Event.objects.filter(kind="cbm.standing").order_by("on")
    assert [(event.is_public, event.params["state"]) for event in told] == [(True, "suspended"), (True, "active")]


@pytest.mark.parametrize("who", ["rev", "adm", "fp_dm", "del_pk"])
def test_others_do_not_suspend(started, who):
    with pytest.raises(Refused):
        actions.change_standing(
            started.cbms["dm"], state="suspended", from_on=date(2026, 7, 1), reason="No.", by=getattr(started, who)
        )
    assert not Standing.objects.exists()


def test_a_standing_that_is_in_force_already_or_twice_on_a_day_is_refused(started):
    dm = started.cbms["dm"]
    with pytest.raises(ValidationError, match="already"):
        actions.change_standing(dm, state="active", from_on=date(2026, 7, 1), reason="Decided.", by=started.dir)
    actions.change_standing(dm, state="suspended", from_on=date(2026, 7, 1), reason="Decided.", by=started.dir)
    with pytest.raises(ValidationError, match="that day"):
        actions.change_standing(dm, state="concluded", from_on=date(2026, 7, 1), reason="Decided.", by=started.dir)
    assert dm.standings.count() == 1


# What the database refuses


@pytest.mark.parametrize(
    "change",
    [
        {"level": "met"},
        {"state": "gone"},
        {"acknowledged_at": night(2026, 1, 1)},
        {"state": "waived"},
        {"waived_at": night(2026, 1, 1)},
    ],
)
def test_a_flag_that_contradicts_itself_is_refused_by_the_database(flag, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.filter(pk=flag.pk).update(**change)


def test_a_second_flag_of_one_cbm_and_year_is_refused_by_the_database(flag):
    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.create(cbm=flag.cbm, year=flag.year, level="missed", opened_on=date(2026, 1, 1))
