"""The map of addresses as data: every pattern with the methods it takes and the permission it asks for."""

import re

from django.urls import URLResolver, get_resolver
from django.utils import translation

# What every GET answers as well, and what Django answers by itself.
IMPLIED = {"HEAD", "OPTIONS"}


class UndeclaredRoute(Exception):
    """A view that does not say who may open it or which methods it takes; the text says how to."""


def all_routes():
    """[{"name", "pattern", "methods", "permission"}] of every pattern, third-party ones included, in their order.

    The language prefix and the converters are left out: "cbms/<code>/plan/". UndeclaredRoute names the first view
    without a door of hoaip/decorators.py or without a `require_…` of its methods.
    """
    with translation.override("en"):
        return list(_walk(get_resolver(), prefix="", namespaces=[]))


def _walk(resolver, *, prefix, namespaces):
    for entry in resolver.url_patterns:
        pattern = prefix + plain_pattern(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = [*namespaces, entry.namespace] if entry.namespace else namespaces
            yield from _walk(entry, prefix=pattern, namespaces=inner)
        else:
            yield _route(entry, pattern, ":".join([*namespaces, entry.name or ""]))


def _route(entry, pattern, name):
    permission = getattr(entry.callback, "permission", None)
    if permission is None:
        raise UndeclaredRoute(
            f"The view of “{name or pattern}” does not say who may open it: put @public, @signed_in or @requires on it."
        )
    methods = methods_of(entry.callback)
    if methods is None:
        raise UndeclaredRoute(
            f"The view of “{name or pattern}” does not say which methods it takes: put @require_safe, @require_POST or "
            "@require_http_methods on it."
        )
    return {"name": name, "pattern": pattern, "methods": methods, "permission": str(permission)}


def plain_pattern(pattern):
    """A Django pattern as people write it: no converters, no anchors, a named group as <name>."""
    text = re.sub(r"\(\?P<(\w+)>(?:[^()\\]|\\.)*\)", r"<\1>", str(pattern))
    text = re.sub(r"<\w+:(\w+)>", r"<\1>", text)
    return text.removeprefix("^").removesuffix("$").removesuffix("\\Z")


def methods_of(view):
    """The sorted methods that every `require_…` around the view lets through, without HEAD and OPTIONS; None: any.

    Django leaves no mark on a view for this. The list is read out of the decorator's own closure, so that what is
    printed is what is enforced.
    """
    allowed = None
    while view is not None:
        free = getattr(getattr(view, "__code__", None), "co_freevars", ())
        if "request_method_list" in free:
            listed = set(view.__closure__[free.index("request_method_list")].cell_contents)
            allowed = listed if allowed is None else allowed & listed
        view = getattr(view, "__wrapped__", None)
    return None if allowed is None else sorted(allowed - IMPLIED)
