"""The CBMs' periodic jobs, three lines each."""

from celery import shared_task
from django.utils import timezone

from hoaip import jobs


@shared_task(name="cbms.tasks.report_gaps")
def report_gaps():
    """Mail the administrators what a CBM lacks, each gap once."""
    jobs.run("report_gaps", timezone.now())
