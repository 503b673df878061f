"""Pages of one's own saved filters: all of them, a new one, another name, and none any more."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaip.decorators import load, signed_in
from hoaip.models import SavedFilter
from hoaip.saving.save import save_form
from hoaip.search import actions
from hoaip.search.lists import address_of, as_asked, list_open_to, lists_by_name, worth_keeping

FORM = ["GET", "HEAD", "POST"]


class NameForm(forms.Form):
    """The name of a filter."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, widget=forms.TextInput({"dir": "auto"}))


class SaveForm(NameForm):
    """A name for the filters of a list that are in force; `page` is the list with them, once it is valid."""

    list = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, max_length=SavedFilter.LONGEST)

    def __init__(self, request, data, **more):
        super().__init__(data, **more)
        self.request = request

    def clean(self):
        given = super().clean()
        if self.errors.keys() & {"list", "query"}:
            raise forms.ValidationError(unknown())
        page = asked_list(self.request, given["list"], given["query"])
        if page is None:
            raise forms.ValidationError(unknown())
        given["query"] = worth_keeping(page)
        if not given["query"]:
            raise forms.ValidationError(
                _("The list is not narrowed by anything it knows. Narrow it first, then save the filter.")
            )
        return given


def unknown():
    return _("This list is not there, or not open to you. Go to the list, narrow it, and save the filter from there.")


def asked_list(request, name, query):
    """The ListPage of that name and query string, or None where it is not open to this reader."""
    page_class = list_open_to(request, name)
    return page_class and as_asked(request, page_class, query)


def saved_address(saved):
    """The list with the filters that were kept; "" for a list that is not there any more."""
    page_class = lists_by_name().get(saved.list)
    return f"{address_of(page_class)}?{saved.query}" if page_class else ""


def address_to_save(page):
    """The page on which the filters in force of a list are given a name; "" where there is nothing to keep."""
    query = worth_keeping(page) if page.name in lists_by_name() else ""
    if not query or len(query) > SavedFilter.LONGEST:
        return ""
    return f"{reverse('search:filter_new')}?{urlencode({'list': page.name, 'query': query})}"


@require_safe
@signed_in
def filter_list(request):
    """One's own filters, list by list."""
    rows = SavedFilter.objects.visible_to(request.user).order_by("list", "name", "pk")
    groups = {}
    for row in rows:
        row.address = saved_address(row)
        groups.setdefault(row.list, []).append(row)
    titles = {name: title_of(request, name) for name in groups}
    shown = [(titles[name], members) for name, members in groups.items()]
    return render(request, "hoaip/filter_list.html", {"groups": shown})


def title_of(request, name):
    """What a list is called, where it is open to this reader; else the name that stands in its files."""
    page = asked_list(request, name, "")
    return page.title if page else name


@require_http_methods(FORM)
@signed_in
def filter_new(request):
    """`?list=` and `?query=` name the list and its filters; the form asks for a name."""
    asked = request.POST if request.method == "POST" else request.GET
    name, query = asked.get("list", ""), asked.get("query", "")
    page = asked_list(request, name, query)
    if request.method != "POST" and (page is None or not worth_keeping(page)):
        raise BadRequest(unknown())

    def write(form):
        given = form.cleaned_data
        return actions.save_filter(list_name=given["list"], name=given["name"], query=given["query"], by=request.user)

    return save_form(
        request,
        lambda data: SaveForm(request, data, initial={"list": name, "query": query}),
        write=write,
        to=saved_address,
        template="hoaip/filter_form.html",
        said=_("The filter is saved. It stands above the list, and among your filters."),
        form_key="search:filter_new",
        context={
            "list": page,
            "pills": [words for _name, _value, words in page.filters.pills()] if page else [],
            "back": f"{address_of(type(page))}?{worth_keeping(page)}" if page else reverse("search:filter_list"),
        },
        grave=False,
    )


@require_http_methods(FORM)
@signed_in
def filter_edit(request, uid):
    """Another name for a filter of one's own."""
    saved = load(request, SavedFilter, uid)
    return save_form(
        request,
        lambda data: NameForm(data, initial={"name": saved.name}),
        write=lambda form: actions.rename_filter(
            saved, name=form.cleaned_data["name"], version=form.version, by=request.user
        ),
        to=lambda row: reverse("search:filter_list"),
        template="hoaip/filter_form.html",
        said=_("The filter has another name."),
        form_key=f"search:filter_edit:{saved.uid}",
        context={"saved": saved, "back": reverse("search:filter_list")},
        current=saved,
        grave=False,
    )


@require_POST
@signed_in
def filter_delete(request, uid):
    """A filter of one's own goes."""
    saved = load(request, SavedFilter, uid)
    actions.delete_filter(saved, by=request.user)
    messages.success(request, _("The filter “%(name)s” is deleted.") % {"name": saved.name})
    return redirect("search:filter_list")
