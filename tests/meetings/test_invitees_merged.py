"""Two organizations on one list of invited that become one: it is asked and counted once."""

from hoaip.merging.actions import merge
from hoaip.models import Stakeholder
from meetings.invited import call_of, lines_of
from meetings.models import Invitee


def test_what_stood_twice_on_the_list_is_asked_and_counted_once(filled):
    meeting, survivor = filled.meetings["invited"], filled.stakeholders["UNDP"]
    duplicate = Stakeholder.objects.create(kind="organization", code="DUP", slug="dup", name_en="Sample duplicate")
    shown = {"capacity": "supporting", "invited_at": meeting.created_at, "invited_by": filled.fp_dm}
    for party in (survivor, duplicate):
        Invitee.objects.create(meeting=meeting, stakeholder=party, **shown)

    merge(survivor, duplicate=duplicate, reason="One and the same.", by=filled.adm)

    slugs = [line.stakeholder.slug for line in lines_of(call_of(meeting))]
    page = filled.client("fp_dm").get(f"/meetings/{meeting.uid}/").content.decode()
    assert slugs.count(survivor.slug) == 1
    assert duplicate.slug not in slugs
    assert "Sample duplicate" not in page


def test_what_stood_once_goes_along(filled):
    meeting, survivor = filled.meetings["invited"], filled.stakeholders["UNDP"]
    duplicate = Stakeholder.objects.create(kind="organization", code="DUP", slug="dup", name_en="Sample duplicate")
    row = Invitee.objects.create(
        **{"meeting": meeting, "stakeholder": duplicate, "capacity": "supporting"},
        **{"invited_at": meeting.created_at, "invited_by": filled.fp_dm},
    )

    merge(survivor, duplicate=duplicate, reason="One and the same.", by=filled.adm)

    assert [line.invitee.pk for line in lines_of(call_of(meeting)) if line.stakeholder == survivor] == [row.pk]
