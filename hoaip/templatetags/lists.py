"""`{% list_page list %}`: the whole of a list between the heading of its page and the foot. A library to load."""

from django import template
from django.template.loader import render_to_string

from hoaip.models import SavedFilter
from hoaip.public_cache import facts
from hoaip.reader import person_of
from hoaip.search.filters import address_to_save
from hoaip.search.lists import address_of, lists_by_name, worth_keeping
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


@register.inclusion_tag("components/saved_filters.html", takes_context=True)
def saved_filters(context, page):
    """{% saved_filters list %}: one's own filters of a list and the way to save one; nothing for the public.

    One statement for who is signed in.
    """
    if person_of(request_of(context)) is None or page.name not in lists_by_name():
        return {}
    rows = SavedFilter.objects.visible_to(context["request"].user).filter(list=page.name).order_by("name", "pk")
    here, query = address_of(type(page)), worth_keeping(page)
    saved = [(row, f"{here}?{row.query}", row.query == query) for row in rows]
    is_kept = any(is_current for _row, _address, is_current in saved)
    return {"saved": saved, "to_save": "" if is_kept else address_to_save(page)}
