"""What documents tell in timelines: that one was added or published, to those who may see it now."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaip.models import Document
from hoaip.timeline.kinds import Kinds, Line, Topic

KINDS = Kinds()


@KINDS.of("hoaip.document", Topic.DOCUMENTS, "document.add")
def document_added(told):
    """Its type and title as they are now, and its reference number."""
    words = {"type": Document.Type(told.get("type")).label, "title": told.written("title")}
    address = reverse("documents:document_detail", kwargs={"uid": told.uid})
    return Line(_("%(type)s: %(title)s") % words, address, told.get("reference"))


@KINDS.of("hoaip.document", Topic.DOCUMENTS, "document.publish")
def document_published(told):
    """It was published at the moment that was fixed for it."""
    words = {"type": Document.Type(told.get("type")).label, "title": told.written("title")}
    address = reverse("documents:document_detail", kwargs={"uid": told.uid})
    return Line(_("Published: %(type)s: %(title)s") % words, address, told.get("reference"))
