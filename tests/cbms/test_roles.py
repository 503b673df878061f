"""Roles in CBMs: several equal leads, no overlap, ended and never deleted, one winner of two at once."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cbms.actions.roles import assign_role, change_role, end_role
from cbms.models import RoleAssignment
from cbms.role_rules import rights_changes
from hoaip import grants
from hoaip.errors import Refused, Stale
from hoaip.models import AuditEntry, Event
from hoaip.permissions import Permission, Role
from tests.cast import build

JULY = date(2026, 7, 1)


def role_of(slug, code="dm"):
    return RoleAssignment.objects.get(stakeholder__slug=slug, cbm__code=code)


def give(cast, slug, role="lead", *, code="dm", from_on=JULY, until_on=None, **more):
    stakeholder = next(each for each in cast.stakeholders.values() if each.slug == slug)
    return assign_role(
        cast.cbms[code],
        stakeholder=stakeholder,
        role=role,
        from_on=from_on,
        until_on=until_on,
        reason="Decided",
        by=cast.adm,
        **more,
    )


def test_a_cbm_has_three_equal_leads(cast):
    give(cast, "turkey")

    leads = RoleAssignment.objects.as_of(JULY).filter(cbm=cast.cbms["dm"], role="lead")
    assert set(leads.values_list("stakeholder__slug", flat=True)) == {"pakistan", "kazakhstan", "turkey"}


def test_a_role_is_audited_told_and_granted(cast):
    role = give(cast, "turkey", "co_lead", from_on=date(2020, 1, 1), basis="RTG 7")

    entry = AuditEntry.objects.get(object_uid=str(role.uid))
    event = Event.objects.get(object_uid=role.uid)
    assert (entry.action, entry.reason, entry.changes["basis"]) == ("role.assign", "Decided", [None, "RTG 7"])
    assert (event.on, set(event.anchors.values_list("name", flat=True))) == (
        date(2020, 1, 1),
        {"cbm:dm", "stakeholder:turkey", "process:hoa-ip"},
    )
    grants.forget(cast.people["del_tr"])
    assert grants.holdings(cast.people["del_tr"]).on(cast.cbms["dm"]) == {Role.CO_LEAD}


@pytest.mark.parametrize(
    ("slug", "role", "days", "field"),
    [
        ("pakistan", "supporting", (JULY, None), "stakeholder"),
        ("undp", "lead", (JULY, None), "role"),
        ("adpc", "participating", (JULY, None), "role"),
        ("turkey", "lead", (JULY, date(2026, 6, 30)), "until_on"),
        ("turkey", "lead", (date(2010, 12, 31), None), "from_on"),
        ("turkey", "lead", (JULY, date(2101, 1, 1)), "until_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast, slug, role, days, field):
    before = RoleAssignment.objects.count()

    with pytest.raises(ValidationError) as refusal:
        give(cast, slug, role, from_on=days[0], until_on=days[1])

    assert set(refusal.value.message_dict) == {field}
    assert RoleAssignment.objects.count() == before
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("key", ["fp_dm", "rev", "dir", "del_pk", "gone"])
def test_only_the_administrator_changes_roles(cast, key):
    with pytest.raises(Refused):
        assign_role(
            cast.cbms["dm"],
            stakeholder=cast.stakeholders["TR"],
            role="lead",
            from_on=JULY,
            reason="x",
            by=cast.people[key],
        )

    assert not RoleAssignment.objects.filter(stakeholder=cast.stakeholders["TR"], cbm=cast.cbms["dm"]).exists()


def test_a_reason_is_needed(cast):
    with pytest.raises(ValidationError, match="Say why"):
        end_role(role_of("pakistan"), until_on=JULY, reason="  ", by=cast.adm)


def test_ending_sets_the_last_day_and_deletes_nothing(cast):
    role = role_of("kazakhstan")

    end_role(role, until_on=date(2020, 6, 30), reason="Withdrew", by=cast.adm)
    end_role(role, until_on=date(2020, 7, 31), reason="A month later after all", by=cast.adm)

    role.refresh_from_db()
    assert (role.until_on, role.version) == (date(2020, 7, 31), 3)
    assert list(Event.objects.filter(kind="role.end").values_list("on", flat=True)) == [date(2020, 7, 31)]
    grants.forget(cast.people["del_kz"])
    assert not grants.can(cast.people["del_kz"], Permission.READ_CIRCULATED, cast.cbms["dm"])


def test_an_end_may_not_reach_into_the_next_role(cast):
    role = role_of("kazakhstan")
    end_role(role, until_on=date(2026, 6, 30), reason="Withdrew", by=cast.adm)
    give(cast, "kazakhstan", "participating")

    with pytest.raises(ValidationError) as refusal:
        end_role(role, until_on=JULY, reason="Later", by=cast.adm)

    assert set(refusal.value.message_dict) == {"until_on"}


def test_a_stale_end_is_refused(cast):
    role = role_of("kazakhstan")
    end_role(role, until_on=date(2026, 6, 30), reason="Withdrew", by=cast.adm)

    with pytest.raises(Stale):
        end_role(role, until_on=date(2026, 7, 31), reason="Later", version=1, by=cast.adm)


def test_one_decision_is_one_group(cast):
    old, own = role_of("kazakhstan"), role_of("india")

    new = change_role(
        cast.cbms["dm"],
        stakeholder=cast.stakeholders["IN"],
        role="lead",
        from_on=JULY,
        ending=[old, own],
        reason="RTG 7",
        by=cast.adm,
    )

    rows = RoleAssignment.objects.filter(pk__in=[old.pk, own.pk]).values_list("until_on", flat=True)
    assert set(rows) == {date(2026, 6, 30)}
    assert (new.role, new.from_on) == ("lead", JULY)
    assert AuditEntry.objects.values("group").distinct().count() == 1
    assert list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True)) == [
        "role.end",
        "role.end",
        "role.assign",
    ]


def test_a_change_refused_ends_nothing(cast):
    old = role_of("kazakhstan")

    with pytest.raises(ValidationError):
        change_role(
            cast.cbms["dm"],
            stakeholder=cast.stakeholders["UNDP"],
            role="lead",
            from_on=JULY,
            ending=[old],
            reason="RTG 7",
            by=cast.adm,
        )

    assert role_of("kazakhstan").until_on is None


def test_rights_named_are_the_rights_that_move(cast):
    dm, old = cast.cbms["dm"], role_of("kazakhstan")
    people = [cast.people["del_kz"], cast.people["del_tr"]]

    def allowed():
        for person in people:
            grants.forget(person)
        return {person: {each for each in Permission if grants.can(person, each, dm)} for person in people}

    starting, day = [(cast.stakeholders["TR"], "lead")], date(2026, 1, 1)
    foretold = {each.user: each for each in rights_changes(dm, on=day, starting=starting, ending=[old])}
    before = allowed()
    change_role(
        dm,
        stakeholder=cast.stakeholders["TR"],
        role="lead",
        from_on=day,
        ending=[old],
        reason="RTG 7",
        by=cast.adm,
    )
    after = allowed()

    assert set(foretold) == set(people)
    for person in people:
        assert set(foretold[person].gained) == after[person] - before[person]
        assert set(foretold[person].lost) == before[person] - after[person]
    assert foretold[cast.people["del_tr"]].gained == [
        Permission.TAKE_FORM,
        Permission.READ_CIRCULATED,
        Permission.VIEW_INVITATIONS,
        Permission.DRAFT_SHARED_PLAN,
    ]
    assert foretold[cast.people["del_kz"]].is_member_no_more


def test_the_database_refuses_an_overlap(cast):
    with pytest.raises(IntegrityError, match="cbms_roleassignment_no_overlap"), transaction.atomic():
        RoleAssignment.objects.create(
            cbm=cast.cbms["dm"],
            stakeholder=cast.stakeholders["PK"],
            stakeholder_kind="country",
            role="supporting",
            from_on=date(2030, 1, 1),
        )


def test_the_database_refuses_an_organization_as_lead(cast):
    with pytest.raises(IntegrityError, match="cbms_roleassignment_role"), transaction.atomic():
        RoleAssignment.objects.filter(stakeholder=cast.stakeholders["UNDP"]).update(role="lead")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_reads_the_sentence():
    cast = build()
    begin, answers = Barrier(2), []

    def enter(role):
        try:
            begin.wait()
            give(cast, "turkey", role)
            answers.append("written")
        except ValidationError as error:
            answers.append(error.message_dict["stakeholder"][0])
        finally:
            connection.close()

    threads = [Thread(target=enter, args=(role,)) for role in ("lead", "supporting")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert RoleAssignment.objects.filter(stakeholder__slug="turkey", cbm__code="dm").count() == 1
    assert sorted(answer == "written" for answer in answers) == [False, True]
    assert any("already holds a role" in answer for answer in answers)
