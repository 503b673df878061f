"""The meetings' periodic jobs, three lines each."""

from celery import shared_task
from django.utils import timezone

from hoaip import jobs


@shared_task(name="meetings.tasks.review_compliance")
def review_compliance():
    """Bring the flags of the two-a-year rule in line; late or twice, the end is the same."""
    jobs.run("review_compliance", timezone.now())


@shared_task(name="meetings.tasks.remind_of_records")
def remind_of_records():
    """Remind of records that are not circulated; late or twice, each reminder goes out once."""
    jobs.run("remind_of_records", timezone.now())


@shared_task(name="meetings.tasks.remind_invited")
def remind_invited():
    """Remind those who have not answered an invitation; late or twice, each reminder goes out once."""
    jobs.run("remind_invited", timezone.now())


@shared_task(name="meetings.tasks.remind_of_requests")
def remind_of_requests():
    """Remind of meetings that wait for approval; late or twice, each reminder goes out once."""
    jobs.run("remind_of_requests", timezone.now())
