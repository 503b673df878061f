"""What the letterhead says of its reader: the role held today. It reads what `can` has read already, no more."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join

from hoaip.grants import can, holdings
from hoaip.language import page_language, path_in
from hoaip.permissions import Permission, Role
from hoaip.templatetags.ui import request_of, tongues

register = template.Library()

# One word is enough in the letterhead: the first that is held; the page of an account lists them all.
IN_ORDER = (Role.DIRECTOR, Role.ADMINISTRATOR, Role.REVIEWER, Role.FOCAL_POINT, Role.DELEGATE, Role.DELEGATION_MANAGER)
# The entries of the menu; a page belongs to the first that its address begins with.
PLACES = (
    "/cbms/table/",
    "/cbms/",
    "/plans/",
    "/meetings/",
    "/documents/",
    "/conferences/",
    "/commitments/",
    "/stakeholders/",
    "/search/",
    "/compliance/",
    "/brief/",
    "/manage/",
)
# Pages that belong to an entry whose address they do not begin with.
BELOW = {
    "/plans/": ("/reviews/", "/comments/", "/consultations/", "/progress/", "/milestones/"),
}
# What the menu asks of its reader.
ASKED = (Permission.VIEW_BOARD, Permission.VIEW_BRIEF, Permission.MANAGE_ROLES)


@register.simple_tag
def role_words(person):
    """{% role_words person as words %}: "Focal point", "Delegate"; nothing for an account without a role today."""
    held = holdings(person)
    return next((role.label for role in IN_ORDER if held.any({role.value})), "")


@register.simple_tag(takes_context=True)
def navigation(context, person=None):
    """{% navigation person %}: the menu, with what this person may open beyond the public entries."""
    request = request_of(context)
    here = ""
    if request is not None and not context.get("without_address"):
        bare = path_in(request.path, "en")
        here = next((place for place in PLACES if bare.startswith((place, *BELOW.get(place, ())))), "")
    rights = tuple(permission.value for permission in ASKED if person and can(person, permission))
    return _menu(page_language(), here, rights)


@lru_cache(maxsize=256)
def _menu(_language, here, rights):
    """The same for everybody with these rights: written once for each place and language."""
    return render_to_string("components/navigation.html", {"here": here, "rights": rights})


@register.simple_tag(takes_context=True)
def language_links(context):
    """{% language_links %}: this page in each language, as items of a list."""
    return format_html_join(
        "\n",
        "<li>{}</li>",
        (
            (
                format_html('<span lang="{}" aria-current="true">{}</span>', link["tag"], link["name"])
                if link["is_current"]
                else format_html(
                    '<a href="{0}" lang="{1}" hreflang="{1}">{2}</a>', link["address"], link["tag"], link["name"]
                ),
            )
            for link in tongues(context)
        ),
    )
