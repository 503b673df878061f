"""What stays open when somebody's account ends, told on the page that ends it, and the way to hand it on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cbms.models import ReviewTask
from hoaip import grants
from hoaip.models import Appointment, Process
from tests.handovers import handover


@pytest.fixture
def world(filled):
    return filled


def asked(world, key="under_review", person="rev"):
    plan = world.plans[key]
    plan.review_tasks.filter(ended_at__isnull=True).update(ended_at=timezone.now())
    return ReviewTask.objects.create(
        plan=plan,
        reviewer=world.people[person],
        due_on=grants.today() + timedelta(5),
        assigned_at=timezone.now(),
        assigned_by=world.dir,
    )


def page_of(world, person, viewer="adm"):
    return world.client(viewer).get(f"/manage/people/{world.people[person].uid}/deactivate/").content.decode()


def test_open_reviews_are_named_with_their_plan(world):
    task = asked(world)

    page = page_of(world, "rev")

    assert 'id="reviews-left"' in page
    assert f'href="/plans/{task.plan.uid}/"' in page
    # The administrator hands no review on, and is told who does.
    assert f"/plans/{task.plan.uid}/review/reviewer/" not in page
    assert "ask ministry staff or the director" in page
    assert 'id="reviews-left"' not in page_of(world, "rev_two")


def test_who_may_hand_a_review_on_is_led_there(world):
    task = asked(world)
    kabul = Process.objects.create(
        slug="kabul-process", short_name="Kabul Process", name_en="Kabul Process", launched_on=grants.today()
    )
    Appointment.objects.create(user=world.rev_two, process=kabul, role="administrator", from_on=grants.today())
    grants.sync_all()

    page = page_of(world, "rev", viewer="rev_two")
    way = f"/plans/{task.plan.uid}/review/reviewer/"

    assert f'href="{way}"' in page
    assert world.client("rev_two").get(way).status_code == 200


def test_a_review_that_ended_is_not_named(world):
    task = asked(world)
    task.ended_at = timezone.now()
    task.save()

    assert 'id="reviews-left"' not in page_of(world, "rev")


def test_handovers_in_the_middle_are_named_on_either_side(world):
    # The world has one of dm that was confirmed, with an item, and one that is proposed, from fp_dm to rev_two.
    successor, outgoing = page_of(world, "rev_two"), page_of(world, "fp_dm")

    for page in (successor, outgoing):
        assert f'href="/handover/{world.handover.uid}/"' in page
    assert f'href="/handover/{world.handed_over.uid}/"' in successor
    assert "1 item not taken over" in successor
    assert 'href="/handover/new/?cbm=dm"' in successor
    assert f'href="/handover/{world.handed_over.uid}/"' not in outgoing
    assert 'id="handovers-left"' not in page_of(world, "rev")


def test_what_was_taken_over_is_not_named(world):
    world.handover_item.taken_at, world.handover_item.taken_by = timezone.now(), world.rev_two
    world.handover_item.save()

    assert f'href="/handover/{world.handed_over.uid}/"' not in page_of(world, "rev_two")


@pytest.mark.parametrize("many", [0, 3])
def test_the_page_asks_the_same_number_of_statements(world, many, django_assert_num_queries):
    asked(world, person="rev_two")
    for _number in range(many):
        handover(world, confirmed_at=timezone.now(), confirmed_by=world.adm).items.create(
            number=1, kind="flag", title_en="Sample flag", address="/cbms/dm/", state="at_risk"
        )
    browser = world.client("adm")
    address = f"/manage/people/{world.rev_two.uid}/deactivate/"
    browser.get(address)

    with django_assert_num_queries(9):
        browser.get(address)
