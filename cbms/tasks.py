"""The CBMs' periodic jobs, three lines each."""

from celery import shared_task
from django.utils import timezone

from hoaip import jobs


@shared_task(name="cbms.tasks.report_gaps")
def report_gaps():
    """Mail the administrators what a CBM lacks, each gap once."""
    jobs.run("report_gaps", timezone.now())


@shared_task(name="cbms.tasks.close_consultations")
def close_consultations():
    """Conclude the consultations that have expired; late or twice, the result is the same."""
    jobs.run("close_consultations", timezone.now())


@shared_task(name="cbms.tasks.remind_capitals")
def remind_capitals():
    """Remind the capitals that have not answered; late or twice, each reminder goes out once."""
    jobs.run("remind_capitals", timezone.now())
