"""The meetings' periodic jobs, three lines each."""

from celery import shared_task
from django.utils import timezone

from hoaip import jobs


@shared_task(name="meetings.tasks.review_compliance")
def review_compliance():
    """Bring the flags of the two-a-year rule in line; late or twice, the end is the same."""
    jobs.run("review_compliance", timezone.now())
