"""What a page says while its reader views as somebody else."""

from django import template

from hoaip.reader import viewing_of
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.inclusion_tag("components/viewing.html", takes_context=True)
def viewing_banner(context):
    """{% viewing_banner %}: as whom the page is seen, and the way to stop; nothing for everybody else, no query."""
    request = request_of(context)
    viewing = None if context.get("without_reader") else viewing_of(request)
    # A page of refusal does not name the address, which may not be there.
    return {"viewing": viewing, "next": request.get_full_path() if viewing else ""}
