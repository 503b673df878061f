"""`{% list_page list %}`: the whole of a list between the heading of its page and the foot. A library to load."""

from django import template
from django.template.loader import render_to_string

from hoaip.public_cache import facts
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.inclusion_tag("components/list.html", takes_context=True)
def list_page(context, page, title="", text="", words="", address=""):
    """{% list_page list title text %}: filters, pills, count, rows, files, pages; or, without rows, the empty place.

    `page` is a ListPage; `title` and `text` say what will stand here, `words` and `address` name one way on.
    """
    return {
        "request": request_of(context),
        "list": page,
        "title": title,
        "text": text,
        "words": words,
        "address": address,
    }


@register.simple_tag(takes_context=True)
def list_filters(context, page):
    """{% list_filters list %}: the form that narrows a list. With nothing asked for it is the same for everybody."""

    def written():
        place = page.place if page.place.is_bound else None
        return render_to_string(
            "components/filters.html",
            {
                "form": page.filters.form,
                "active": page.filters.pills(),
                "keep": page.kept(),
                "place": place,
                "refused": place.refused_fields() if place is not None else (),
            },
            request=request,
        )

    request = request_of(context)
    if page.filters.is_bound or page.place.is_bound or not page.filters_are_shared:
        return written()
    return facts.get(request, ("filters", page.name), written)
