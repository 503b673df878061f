"""Texts that everybody reads, in three languages: names, what a process is, what it rests on."""

from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import same_version
from hoaip.models import Process
from hoaip.permissions import Permission


@action
def change_process(process, *, texts, version, reason, by):
    """Change names, description and themes of a process. Stale when somebody saved first."""
    authorise(by, Permission.MANAGE_SETTINGS, process)
    need_reason(reason)
    row = Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    same_version(row, version)
    return save_texts(row, texts, "process.change", reason=reason, by=by)


def save_texts(row, texts, event, *, reason, by):
    """Write texts to a row; what a person wrote no import corrects any more (hoaip/imports.py asks the audit)."""
    before = snapshot(row)
    for name, text in texts.items():
        setattr(row, name, text)
    row.version += 1
    row.full_clean()
    row.save()
    record(event, row, by=by, before=before, reason=reason)
    return row
