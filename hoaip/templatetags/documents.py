"""Documents on other pages, and in plain words who can see a thing."""

from django import template
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hoaip.calendar.words import digits
from hoaip.decorators import reader
from hoaip.documents.homes import home_for
from hoaip.grants import can
from hoaip.ladder import Rung, anchor_key, who_sees
from hoaip.language import page_language
from hoaip.models import Document, DocumentFile, PublicQuerySet
from hoaip.permissions import Permission
from hoaip.templatetags.ui import request_of

register = template.Library()

SHOWN = 8
# Of a file, what its line says.
TOLD = ("uid", "language", "kind", "size")


@register.inclusion_tag("documents/_documents_of.html", takes_context=True)
def documents_of(context, parent):
    """{% documents_of meeting %}: the documents of a thing that this reader may know of, and the way to add one.

    Of a CBM those of its meetings too, the newest alone; of anything else its own, tombstones included. One query.
    """
    request, home = request_of(context), home_for(parent)
    user = reader(request)
    rows = Document.objects.visible_to(user).order_by("-dated_on", "-pk")
    gathers = hasattr(parent, "grant_holders")
    if gathers:
        rows = rows.filter(anchors__contains=[anchor_key(parent)], deleted_at__isnull=True)[: SHOWN + 1]
    else:
        rows = rows.filter(pk__in=home.links.objects.filter(**{home.parent: parent}).values("document"))
    files = DocumentFile.objects.filter(document=OuterRef("pk"), is_current=True, purged_at__isnull=True)
    told = JSONObject(**{name: name for name in TOLD})
    rows = list(
        rows.with_rights_of(user).annotate(told_files=ArraySubquery(files.order_by("language").values(told=told)))
    )
    for document in rows:
        # Of a document that was deleted, or that this reader knows by its title alone, no file is named.
        told_files = document.told_files if document.may_read and not document.is_deleted else []
        document.readable = document.for_reader((DocumentFile(**each) for each in told_files), page_language())
        document.is_foreign = all(each.language != page_language() for each in document.readable)
    may_add = can(user, Permission.ADD_DOCUMENT, parent)
    return {
        "request": request,
        "documents": rows[:SHOWN] if gathers else rows,
        "parent": parent,
        "gathers": gathers,
        "add": reverse(home.new_route, kwargs={home.key: getattr(parent, home.key)}) if may_add else "",
    }


@register.inclusion_tag("components/who_can_see.html", takes_context=True)
def who_can_see(context, thing, circle=None):
    """{% who_can_see meeting %}: for each part of a thing who can see it, in a sentence. No query but what it reads.

    A thing says it by `rungs()`: [(what, Rung, or a sentence of its own)]; what has none must be open to everybody.
    `circle` is the name of its CBMs where the thing does not know them itself.
    """
    if hasattr(thing, "rungs"):
        parts = thing.rungs()
    elif isinstance(type(thing).objects.none(), PublicQuerySet):
        parts = [(_("This page"), Rung.PUBLIC)]
    else:
        raise template.TemplateSyntaxError(f"{type(thing).__name__} does not say who can see it: give it rungs().")
    if circle is None:
        home = home_for(thing)
        circle = home.circle(thing) if home else ""
    return {
        "request": request_of(context),
        "rows": [(what, rung if isinstance(rung, str | Promise) else who_sees(rung, circle)) for what, rung in parts],
    }


@register.filter
def file_size(size):
    """{{ file.size|file_size }}: "1.2 MB", "340 KB"; in the digits of the page's language."""
    words = f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} KB"
    return digits(words, page_language())
