"""The conferences' periodic jobs, three lines each."""

from celery import shared_task
from django.utils import timezone

from hoaip import jobs


@shared_task(name="conferences.tasks.remind_owners")
def remind_owners():
    """Remind the owners of actions and commitments that are due; late or twice, each reminder goes out once."""
    jobs.run("remind_owners", timezone.now())
