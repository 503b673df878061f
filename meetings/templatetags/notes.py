"""{% notes_of meeting %}: the notes verbales about a meeting, on its page."""

from django import template
from django.db.models import OuterRef, Subquery

from hoaip.decorators import reader
from hoaip.grants import can, holdings, readers
from hoaip.ladder import is_ministry
from hoaip.models import DocumentFile
from hoaip.permissions import Permission
from hoaip.templatetags.ui import request_of
from meetings.models import UNDECIDED, Note

register = template.Library()


@register.inclusion_tag("meetings/_notes_of.html", takes_context=True)
def notes_of(context, meeting):
    """Each note with its number, its file, and when it was delivered: all for the ministry, its own for an addressee.

    Nothing for anybody else. No query for the public, one for who is signed in.
    """
    request = request_of(context)
    user = reader(request)
    if not any(holdings(each) for each in readers(user)):
        return {"request": request}
    may_run = can(user, Permission.RUN_MEETING, meeting)
    rows = notes_for(user, meeting)
    return {
        "request": request,
        "meeting": meeting,
        "rounds": rounds_of(rows),
        "may_run": may_run,
        "may_draw": may_run and meeting.state not in ("annulled", *UNDECIDED),
        "of_ministry": all(is_ministry(holdings(each)) for each in readers(user)),
    }


def notes_for(user, meeting):
    """[Note] that this reader may have, newest day first, each with `file_uid`: its file's, or None. One query."""
    files = DocumentFile.objects.filter(document=OuterRef("link__document"), is_current=True, purged_at__isnull=True)
    rows = Note.objects.visible_to(user).filter(meeting=meeting)
    rows = rows.annotate(file_uid=Subquery(files.order_by("language").values("uid")[:1]))
    return list(rows.select_related("stakeholder", "created_by", "link__document").order_by("-dated_on", "pk"))


def rounds_of(notes):
    """[(batch, [Note])] of those that were made together."""
    found = {}
    for note in notes:
        found.setdefault(note.batch, []).append(note)
    return list(found.items())
