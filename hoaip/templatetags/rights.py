"""`{% can %}`: a button stands only where its reader may use it."""

from django import template

from hoaip.grants import can as may
from hoaip.permissions import Permission
from hoaip.reader import person_of
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.simple_tag(takes_context=True)
def can(context, permission, obj=None):
    """{% can "edit_meeting" meeting as may_edit %}: whether the reader holds the permission, on the object or anywhere.

    ValueError for a permission that is not in the table: a misspelt one never hides a button silently.
    """
    person = person_of(request_of(context))
    return person is not None and may(person, Permission(permission), obj)
