"""The relay's task."""

from celery import shared_task
from django.utils import timezone

from hoaip import jobs


@shared_task(name="hoaip.post.tasks.send_due_mail")
def send_due_mail():
    """Send the mails that are due; a second one at the same time shares the work."""
    jobs.run("send_due_mail", timezone.now())
