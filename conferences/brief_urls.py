"""Addresses of briefs."""

from django.urls import path

from conferences.views import brief

KINDS = (("process", "processes/<slug:slug>"), ("cbm", "cbms/<slug:code>"), ("stakeholder", "stakeholders/<slug:slug>"))

app_name = "brief"
urlpatterns = [
    path("brief/", brief.brief_list, name="brief_list"),
    *(path(f"brief/{place}/", getattr(brief, kind), name=kind) for kind, place in KINDS),
    *(
        path(f"brief/{place}/{form}/", getattr(brief, kind), {"form": form}, name=f"{kind}_{form}")
        for kind, place in KINDS
        for form in (brief.PRINT, brief.PDF, brief.WORD)
    ),
]
