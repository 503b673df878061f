"""What the portal does by itself and when; the settings take it over by name."""

from datetime import timedelta

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

# By name: the task that beat sends, when (UTC), and what it does (`run`, a function of the instant). `run_job` and the
# beat schedule both read this list. A light job comes every few seconds and leaves no row in JobRun, only a heartbeat
# (`heartbeat`, by default under its own name). `label` is what the administrator reads.
PERIODIC_JOBS = {
    "beat_heartbeat": {
        "label": _("Heartbeat of the jobs"),
        "task": "hoaip.tasks.beat_heartbeat",
        "schedule": timedelta(seconds=20),
        "run": "hoaip.housekeeping.beat_heartbeat",
        "is_light": True,
        "heartbeat": "beat",
    },
    "send_due_mail": {
        "label": _("Outgoing mail"),
        "task": "hoaip.post.tasks.send_due_mail",
        "schedule": timedelta(seconds=60),
        "run": "hoaip.post.jobs.send_due_mail",
        "is_light": True,
    },
    "review_compliance": {
        "label": _("Watch over two meetings a year"),
        "task": "meetings.tasks.review_compliance",
        "schedule": crontab(hour=1, minute=30),
        "run": "meetings.actions.review_compliance",
    },
    "report_gaps": {
        "label": _("Report of missing facts"),
        "task": "cbms.tasks.report_gaps",
        "schedule": crontab(hour=1, minute=45),
        "run": "cbms.actions.gaps.report_gaps",
    },
    # 19:30 is a minute after 23:59 in Kabul, when days end as deadlines.
    "close_consultations": {
        "label": _("Consultations that have expired"),
        "task": "cbms.tasks.close_consultations",
        "schedule": crontab(minute="*/5"),
        "run": "cbms.actions.consultations.close_consultations",
    },
    "remind_capitals": {
        "label": _("Reminders to the capitals that have not answered"),
        "task": "cbms.tasks.remind_capitals",
        "schedule": crontab(hour=4, minute=10),
        "run": "cbms.actions.consultations.remind_capitals",
    },
    "remind_owners": {
        "label": _("Reminders to the owners of actions and commitments"),
        "task": "conferences.tasks.remind_owners",
        "schedule": crontab(hour=4, minute=20),
        "run": "conferences.actions.reminding.remind_owners",
    },
    "remind_of_records": {
        "label": _("Reminders of records that are not circulated"),
        "task": "meetings.tasks.remind_of_records",
        "schedule": crontab(hour=4, minute=30),
        "run": "meetings.actions.reminding.remind_of_records",
    },
    "remind_invited": {
        "label": _("Reminders of invitations that nobody has answered"),
        "task": "meetings.tasks.remind_invited",
        "schedule": crontab(hour=4, minute=40),
        "run": "meetings.actions.recalling.remind_invited",
    },
    "remind_of_requests": {
        "label": _("Reminders of meetings that wait for approval"),
        "task": "meetings.tasks.remind_of_requests",
        "schedule": crontab(hour=4, minute=50),
        "run": "meetings.actions.requests.remind_of_requests",
    },
    # Each night, so that a skipped Saturday is made up for; the letters go out once a week.
    "send_digests": {
        "label": _("Weekly letter of what waits for each person"),
        "task": "hoaip.tasks.send_digests",
        "schedule": crontab(hour=2, minute=30),
        "run": "hoaip.digest.send_digests",
    },
    "tell_watchers": {
        "label": _("Letters of what happened around watched things"),
        "task": "hoaip.tasks.tell_watchers",
        "schedule": crontab(hour=0, minute=30),
        "run": "hoaip.watching.news.tell_watchers",
    },
    # 19:31 is just after midnight in Kabul; the other hours catch what a stopped worker missed.
    "sync_grants": {
        "label": _("Rights of the day"),
        "task": "hoaip.tasks.sync_grants",
        "schedule": crontab(minute=31),
        "run": "hoaip.housekeeping.sync_grants",
    },
    "digest_access_log": {
        "label": _("Digest of refusals"),
        "task": "hoaip.tasks.digest_access_log",
        "schedule": crontab(hour=19, minute=50),
        "run": "hoaip.access_log.digest",
    },
    "send_audit_head": {
        "label": _("Head of the history to the delegations"),
        "task": "hoaip.tasks.send_audit_head",
        "schedule": crontab(hour=3, minute=0),
        "run": "hoaip.housekeeping.send_audit_head",
    },
    "sweep_files": {
        "label": _("Files that belong to no document"),
        "task": "hoaip.tasks.sweep_files",
        "schedule": crontab(hour=2, minute=40),
        "run": "hoaip.documents.sweeping.sweep_files",
    },
    "extend_holidays": {
        "label": _("Holidays of the years ahead"),
        "task": "hoaip.tasks.extend_holidays",
        "schedule": crontab(hour=2, minute=50),
        "run": "hoaip.holidays.jobs.extend",
    },
    "sweep": {
        "label": _("Sweeping out what expired"),
        "task": "hoaip.tasks.sweep",
        "schedule": crontab(hour=2, minute=15),
        "run": "hoaip.housekeeping.sweep",
    },
}

# Several jobs under one name, run in this order by `run_job`; each keeps its own hour, lock and row.
JOB_GROUPS = {"send_reminders": ("remind_capitals", "remind_owners", "remind_invited")}
