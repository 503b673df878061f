"""The button by which a reader watches a timeline, and the way to it, for who is signed in in person."""

from django import template

from hoaip.decorators import reader
from hoaip.events import anchor_name
from hoaip.models import Watch
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.inclusion_tag("watching/_watch.html", takes_context=True)
def watch_button(context, anchor):
    """{% watch_button cbm %}: watch its timeline, or stop. One query; nothing for who cannot watch."""
    request, name = request_of(context), anchor_name(anchor)
    if not can_watch(request):
        return {"is_shown": False}
    is_on = Watch.objects.filter(user=request.user, name=name).exists()
    return {"request": request, "csrf_token": context.get("csrf_token"), "is_shown": True, "name": name, "is_on": is_on}


@register.simple_tag(takes_context=True)
def can_watch_here(context):
    """{% can_watch_here as watches %}: whether the reader of this page can watch what it shows. No query."""
    return can_watch(request_of(context))


def can_watch(request):
    """Nobody begins to watch in the name of whom they view as."""
    return reader(request).is_authenticated and getattr(request, "viewing", None) is None
