"""Rights follow dated rows: from midnight in Kabul, with no job running, and never from a stale row."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Permission as Codename
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbms.models import Cbm, CbmGrant, FocalPoint, RoleAssignment
from hoaip import grants
from hoaip.models import Appointment, Delegate, Process, ProcessGrant, Stakeholder, StakeholderGrant, User
from hoaip.permissions import MATRIX, Permission, Role

KABUL = ZoneInfo("Asia/Kabul")
LAST_MINUTE = datetime(2026, 9, 6, 23, 59, tzinfo=KABUL)
MIDNIGHT = datetime(2026, 9, 7, 0, 0, tzinfo=KABUL)


def fresh(user):
    """The account as the next request loads it."""
    return User.objects.get(pk=user.pk)


def may(user, permission, anchor):
    return grants.can(fresh(user), permission, anchor)


def roles(user, anchor):
    return {str(role) for role in grants.holdings(fresh(user)).on(anchor)}


@pytest.fixture
def hour():
    """Set the clock: hour.move_to(instant)."""
    with time_machine.travel(LAST_MINUTE, tick=False) as traveller:
        yield traveller


def test_a_role_begins_at_midnight_in_kabul_with_no_job_running(hour, cast):
    RoleAssignment.objects.create(
        cbm=cast.cbms["dm"],
        stakeholder=cast.stakeholders["AU"],
        stakeholder_kind="country",
        role="supporting",
        from_on=date(2026, 9, 7),
    )
    grants.sync_all()
    before = may(cast.del_au, Permission.READ_CIRCULATED, cast.cbms["dm"])

    hour.move_to(MIDNIGHT)

    assert (before, may(cast.del_au, Permission.READ_CIRCULATED, cast.cbms["dm"])) == (False, True)
    # Midnight in Kabul is 19:30 of the day before in UTC: another day there, and the same right.
    assert datetime.now(ZoneInfo("UTC")).date() == date(2026, 9, 6)


def test_a_role_ends_at_midnight_in_kabul_with_no_job_running(hour, cast):
    RoleAssignment.objects.filter(cbm=cast.cbms["dm"], stakeholder=cast.stakeholders["PK"]).update(
        until_on=date(2026, 9, 6)
    )
    grants.sync_all()
    before = roles(cast.del_pk, cast.cbms["dm"])

    hour.move_to(MIDNIGHT)

    assert (before, roles(cast.del_pk, cast.cbms["dm"])) == ({"lead"}, set())


def test_a_row_past_its_last_day_is_not_trusted_before_anything_is_synced(hour, cast, monkeypatch):
    """The row is still in guardian's table: the day itself decides."""
    FocalPoint.objects.filter(user=cast.fp_ct).update(until_on=date(2026, 9, 6))
    grants.sync_all()

    hour.move_to(MIDNIGHT)
    monkeypatch.setitem(grants._synced_in_process, "on", date(2026, 9, 7))

    assert CbmGrant.objects.filter(user=cast.fp_ct, until_on=date(2026, 9, 6)).count() == 1
    assert not may(cast.fp_ct, Permission.PLAN_MEETING, cast.cbms["ct"])
    assert grants.check() == {"missing": 0, "extra": 1}


def test_the_earlier_end_of_role_and_delegation_counts(hour, cast):
    RoleAssignment.objects.filter(cbm=cast.cbms["dm"], stakeholder=cast.stakeholders["PK"]).update(
        until_on=date(2026, 12, 31)
    )
    Delegate.objects.filter(user=cast.del_pk).update(until_on=date(2026, 9, 6))
    grants.sync_all()

    assert CbmGrant.objects.get(user=cast.del_pk).until_on == date(2026, 9, 6)
    hour.move_to(MIDNIGHT)
    assert not grants.holdings(fresh(cast.del_pk))


def test_a_delegate_of_a_lead_holds_lead_delegate_and_participant(cast):
    assert roles(cast.del_pk, cast.cbms["dm"]) == {"lead"}
    assert roles(cast.del_pk, cast.stakeholders["PK"]) == {"delegate"}
    assert roles(cast.del_pk, cast.process) == {"participant"}
    assert roles(cast.del_pk, cast.cbms["ct"]) == set()
    assert roles(cast.del_undp, cast.cbms["dm"]) == {"supporting"}
    assert roles(cast.del_au, cast.process) == {"participant"}


def test_a_deputy_holds_what_the_focal_point_holds(cast):
    assert roles(cast.fp_dm_deputy, cast.cbms["dm"]) == roles(cast.fp_dm, cast.cbms["dm"]) == {"focal_point"}
    assert may(cast.fp_dm_deputy, Permission.CLOSE_MEETING, cast.cbms["dm"])
    assert not may(cast.fp_dm_deputy, Permission.CLOSE_MEETING, cast.cbms["ct"])


def test_a_role_on_the_process_counts_on_its_cbms(cast):
    assert may(cast.rev, Permission.EDIT_MEETING, cast.cbms["ri"])
    assert may(cast.dir, Permission.WAIVE_FLAG, cast.cbms["ri"])
    assert not may(cast.adm, Permission.READ_DRAFT, cast.cbms["ri"])


def test_a_deactivated_account_holds_nothing_at_the_next_request(cast):
    assert may(cast.fp_dm, Permission.PLAN_MEETING, cast.cbms["dm"])

    User.objects.filter(pk=cast.fp_dm.pk).update(is_active=False)

    # Nothing was synced: guardian's row is there still.
    assert CbmGrant.objects.filter(user=cast.fp_dm).exists()
    assert not may(cast.fp_dm, Permission.PLAN_MEETING, cast.cbms["dm"])
    assert not grants.holdings(fresh(cast.fp_dm))


def test_a_deactivated_account_gets_no_row(cast):
    assert FocalPoint.objects.filter(user=cast.gone).exists()
    assert not CbmGrant.objects.filter(user=cast.gone).exists()


def test_nobody_holds_anything_signed_out(cast):
    assert not grants.holdings(None)
    assert not any(
        grants.can(None, permission, cast.cbms["dm"])
        for permission, holders in MATRIX.items()
        if Role.PUBLIC not in holders
    )


def test_syncing_twice_changes_nothing(cast):
    first = grants.sync_all()

    assert first == {"added": 0, "removed": 0}
    assert grants.sync(cast.cbms["dm"]) == (0, 0)
    assert grants.check() == {"missing": 0, "extra": 0}


def test_tampering_is_told_and_mended(cast):
    lead = Codename.objects.get(codename="lead", content_type__app_label="cbms")
    CbmGrant.objects.create(user=cast.del_au, permission=lead, content_object=cast.cbms["dm"])
    CbmGrant.objects.filter(user=cast.fp_dm).delete()

    assert grants.check() == {"missing": 1, "extra": 1}
    assert grants.sync_all() == {"added": 1, "removed": 1}
    assert grants.check() == {"missing": 0, "extra": 0}
    assert not may(cast.del_au, Permission.READ_CIRCULATED, cast.cbms["dm"])


def test_a_last_day_that_was_tampered_with_is_told_and_mended(cast):
    Appointment.objects.filter(user=cast.dir).update(until_on=date(2099, 1, 1))
    grants.sync_all()
    ProcessGrant.objects.filter(user=cast.dir).update(until_on=None)

    assert grants.check() == {"missing": 1, "extra": 1}
    grants.sync_all()
    assert ProcessGrant.objects.get(user=cast.dir).until_on == date(2099, 1, 1)


def test_every_role_held_on_an_anchor_has_its_codename(cast):
    for model, grant in ((Process, ProcessGrant), (Stakeholder, StakeholderGrant), (Cbm, CbmGrant)):
        known = {codename for codename, _name in model._meta.permissions}
        assert set(grant.objects.values_list("permission__codename", flat=True)) <= known
        assert known


@pytest.mark.parametrize("key", ["fp_dm", "fp_two", "rev", "del_pk", "del_au", "gone"])
def test_holdings_are_one_query_however_much_is_held(cast, key, django_assert_num_queries):
    grants.holdings(fresh(cast.adm))
    person = fresh(cast.people[key])

    with django_assert_num_queries(1 if key != "gone" else 0):
        for cbm in cast.cbms.values():
            grants.can(person, Permission.PLAN_MEETING, cbm)
            grants.can(person, Permission.READ_DRAFT, cbm)


def test_holdings_stay_one_query_with_more_rows(cast):
    def queries():
        person = fresh(cast.del_pk)
        with CaptureQueriesContext(connection) as found:
            grants.holdings(person)
        return len(found)

    few = queries()
    for code in ("cn", "tci", "ri", "ce"):
        RoleAssignment.objects.create(
            cbm=cast.cbms[code],
            stakeholder=cast.stakeholders["PK"],
            stakeholder_kind="country",
            role="participating",
            from_on=date(2020, 1, 1),
        )
    grants.sync_all()

    assert (few, queries()) == (1, 1)
    assert len(grants.holdings(fresh(cast.del_pk)).ids("cbms.cbm", {"lead", "participating"})) == 5


def test_can_without_an_object_asks_for_the_role_anywhere(cast):
    assert grants.can(fresh(cast.fp_dm), Permission.VIEW_BOARD)
    assert not grants.can(fresh(cast.del_pk), Permission.VIEW_BOARD)


def test_can_on_all_needs_each(cast):
    both = [cast.cbms["ri"], cast.cbms["tci"]]

    assert grants.can_on_all(fresh(cast.fp_two), Permission.PLAN_MEETING, both)
    assert not grants.can_on_all(fresh(cast.fp_two), Permission.PLAN_MEETING, [*both, cast.cbms["dm"]])
    assert grants.can_on_all(fresh(cast.rev), Permission.PLAN_MEETING, [*both, cast.cbms["dm"]])
