"""What the letterhead says of its reader: the role held today. It reads what `can` has read already, no more."""

from django import template

from hoaip.grants import holdings
from hoaip.permissions import Role

register = template.Library()

# One word is enough in the letterhead: the first that is held; the page of an account lists them all.
IN_ORDER = (Role.DIRECTOR, Role.ADMINISTRATOR, Role.REVIEWER, Role.FOCAL_POINT, Role.DELEGATE)


@register.simple_tag
def role_words(person):
    """{% role_words person as words %}: "Focal point", "Delegate"; nothing for an account without a role today."""
    held = holdings(person)
    return next((role.label for role in IN_ORDER if held.any({role.value})), "")
