"""The door of every view: it loads, checks, hands the loaded object over, and says on the view what it asks for.

A view without one of these is refused by a test; `view.permission` is what `routes` prints.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from hoaip.action import refusal
from hoaip.errors import Refused
from hoaip.grants import can, reached

PUBLIC = "public"
SIGNED_IN = "signed_in"


def reader(request):
    """Who reads: the signed-in person, or nobody, without a look at the session when no cookie was sent."""
    return request.user if getattr(request, "has_session", True) else AnonymousUser()


def public(view=None, *, on=None, key="uid", reads=None):
    """A page for everybody. With `on`, the object is one of those the reader may see, else 404; `reads`: see `load`."""

    def decorate(function):
        @wraps(function)
        def wrapper(request, *args, **kwargs):
            if on is not None:
                return function(request, load(request, on, kwargs.pop(key), key, reads), *args, **kwargs)
            return function(request, *args, **kwargs)

        wrapper.permission = PUBLIC
        return login_not_required(wrapper)

    return decorate(view) if view else decorate


def signed_in(view=None, *, own=True):
    """A page for everybody who is signed in, about themselves: nobody sees it while viewing as somebody else.

    `own=False`: it is about a thing, and asks by itself whether this reader may know of it; viewed as any other page.
    """

    def decorate(function):
        @wraps(function)
        def wrapper(request, *args, **kwargs):
            return function(request, *args, **kwargs)

        wrapper.permission = SIGNED_IN
        wrapper.is_own = own
        return wrapper

    return decorate(view) if view else decorate


def requires(permission, *, on=None, key="uid", anywhere=False):
    """A page that needs a permission: on the object loaded by `key` (404 unseen, 403 not allowed), or anywhere.

    `anywhere=True`: the object is loaded, and the permission held on any anchor is enough to read it.
    """

    def decorate(function):
        @wraps(function)
        def wrapper(request, *args, **kwargs):
            if on is None:
                if not can(request.user, permission):
                    raise Refused(refusal(permission))
                return function(request, *args, **kwargs)
            obj = load(request, on, kwargs.pop(key), key)
            if not can(request.user, permission, None if anywhere else obj):
                raise Refused(refusal(permission))
            return function(request, obj, *args, **kwargs)

        wrapper.permission = permission
        return wrapper

    return decorate


def load(request, model, value, key="uid", reads=None):
    """The object of that key among those the reader may see; Http404 otherwise, the same as if it were not there.

    `reads` gives the queryset what the page reads with the object, so that it is not read twice.
    """
    manager = model.objects
    rows = reached(manager, reader(request))
    try:
        return (reads(rows) if reads else rows).get(**{key: value})
    except model.DoesNotExist:
        raise Http404 from None
