"""The page of search: what is asked for, and what was found of each kind."""

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hoaip import access_log
from hoaip.calendar import whole
from hoaip.decorators import public, reader
from hoaip.language import page_language
from hoaip.lists.paging import COUNTED, CountField, Part
from hoaip.public_cache import shared
from hoaip.search.matching import LONGEST, Asked
from hoaip.search.snippets import marked, snippet
from hoaip.search.sources import Source, all_sources

FIRST, A_PAGE = 10, 20
# A thousand hits can be looked through; whoever has more adds a word.
LAST_PAGE = COUNTED // A_PAGE


class SearchForm(forms.Form):
    """`q`, and one kind with the number of a page. A form without `q` asks for nothing."""

    q = forms.CharField(
        label=gettext_lazy("Search for"),
        required=False,
        widget=forms.TextInput({"type": "search", "maxlength": LONGEST}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    page = CountField(gettext_lazy("Page"), LAST_PAGE)

    def __init__(self, data):
        super().__init__(data if any(name in data for name in self.base_fields) else None)
        self.fields["kind"].choices = [(kind, source.title) for kind, source in all_sources().items()]
        self.fields["kind"].error_messages["invalid_choice"] = format_lazy(
            gettext_lazy("There is no such kind. Search among all kinds, or choose one of those on the page.")
        )

    def clean_q(self):
        text = self.cleaned_data["q"]
        if len(text) > LONGEST:
            raise forms.ValidationError(
                _("That is longer than %(most)s characters. Search for a few words of it."),
                params={"most": whole(LONGEST, page_language())},
            )
        asked = Asked.of(text)
        if text and not asked.words:
            raise forms.ValidationError(_("There is no word in that. Type a word, a name or a number."))
        self.asked = asked
        return text


@dataclass
class Found:
    """What was found of one kind: the Part, and its hits as the template shows them."""

    source: Source
    part: Part
    asked: Asked
    context: dict

    @property
    def count_words(self):
        """ "7", or "more than 1,000"."""
        most = whole(min(self.part.counted, COUNTED), page_language())
        return _("more than %(count)s") % {"count": most} if self.part.counted > COUNTED else most

    @property
    def has_more(self):
        return self.part.counted > len(self.part.rows)

    @property
    def is_cut(self):
        """Whether this is the last page that can be asked for, and more was found."""
        return self.part.number == LAST_PAGE and self.part.counted > COUNTED

    @cached_property
    def hits(self):
        """[{"title", "address", "where", "text"}]."""
        return [self._shown(self.source.hit(row, self.context)) for row in self.part.rows]

    def _shown(self, hit):
        text = snippet([each for each in hit.texts if each and each != hit.title], self.asked)
        return {
            "title": marked(hit.title, self.asked),
            "address": hit.address,
            # Dates come as they are written; a name is kept apart from the direction of the page.
            "where": hit.where
            if hasattr(hit.where, "__html__") or not hit.where
            else format_html("<bdi>{}</bdi>", hit.where),
            "text": text,
        }


@require_safe
@shared
@public
def search(request):
    """What this reader may open and that holds the words of `?q=`, the first ten of each kind; `?kind=` all of one.

    Every kind is one statement over rows that are narrowed to the reader first, so that neither a hit nor a number
    nor a line tells of anything else. A question that holds no word, or too much, is a 400 with a sentence.
    """
    form = SearchForm(request.GET)
    if not form.is_bound:
        return render(request, "hoaip/search.html", {"form": form})
    if not form.is_valid():
        return render(request, "hoaip/search.html", {"form": form, "is_refused": True}, status=400)
    found, chosen = [], form.cleaned_data["kind"]
    if form.asked.words:
        sources = [all_sources()[chosen]] if chosen else all_sources().values()
        size = A_PAGE if chosen else FIRST
        page = form.cleaned_data["page"] or 1 if chosen else 1
        found = [_found(request, source, form.asked, page, size) for source in sources]
    context = {
        "form": form,
        "asked": form.cleaned_data["q"],
        "is_asked": bool(form.asked.words),
        "found": [each for each in found if each.part.counted],
        "chosen": found[0] if chosen and found else None,
    }
    return render(request, "hoaip/search.html", context)


def _found(request, source, asked, page, size):
    part = source.part(reader(request), asked, page, size)
    if part.number >= LAST_PAGE:
        part = Part(part.rows, number=part.number, counted=part.counted)
    if kind := source.notes(part.rows):
        access_log.note(request, kind)
    return Found(source, part, asked, {"request": request})
