"""The periodic job that takes away files without a row: of an upload that failed, or destroyed by order."""

from datetime import timedelta
from itertools import islice

from hoaip.documents import keeping
from hoaip.models import DocumentFile

# An upload that still runs has a file and no row yet.
GRACE = timedelta(days=1)
AT_ONCE = 1000


def sweep_files(as_of):
    """Destroy stored files older than a day at `as_of` that no row names, and those whose destruction was ordered
    and cut short. Returns {"files_swept"}; a second call returns zero."""
    before = (as_of - GRACE).timestamp()
    old = (name for name, written_at in keeping.stored() if written_at < before)
    swept = 0
    while names := list(islice(old, AT_ONCE)):
        kept = DocumentFile.objects.filter(stored_name__in=names, purged_at__isnull=True)
        orphans = set(names) - set(kept.values_list("stored_name", flat=True))
        keeping.destroy(orphans)
        swept += len(orphans)
    return {"files_swept": swept}
