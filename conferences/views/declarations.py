"""Declarations as they are read: the list, a whole text, one paragraph."""

from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferences.lists.declarations import LANGUAGES, DeclarationList
from conferences.models import Declaration, Paragraph
from conferences.texts.seal import check
from conferences.texts.words import AGREED, columns_of_language, who_answers
from hoaip.decorators import public, reader
from hoaip.language import TONGUES, page_language
from hoaip.models import Document
from hoaip.public_cache import shared
from hoaip.workflow import available
from meetings.names import headline


@require_safe
@shared
@public
def declaration_list(request):
    """Declarations, communiqués and chairs' statements, newest first."""
    return DeclarationList(request).answer("conferences/declaration_list.html")


@require_safe
@shared
@public
def declaration_export(request, kind):
    """The list of declarations, narrowed as its page, as CSV or spreadsheet."""
    return DeclarationList(request).export(kind)


def in_full(rows):
    return rows.select_related(
        "process", "meeting__host", "meeting__process", "document", "sealed_by", "completes"
    ).prefetch_related("meeting__pairs__cbm")


@require_safe
@shared
@public(on=Declaration, key="slug", reads=in_full)
def declaration_detail(request, declaration):
    """A whole text in the page's language, or the one it is in; `?with=fa` puts another language beside it."""
    person = reader(request)
    paragraphs = list(declaration.paragraphs.order_by("number").prefetch_related("cbms"))
    there = [column for column, _name in LANGUAGES if any(getattr(row, f"text_{column}") for row in paragraphs)]
    wanted = TONGUES[page_language()]["column"]
    main = wanted if wanted in there or not there else there[0]
    beside = _beside(request, main)
    others = Declaration.objects.visible_to(person).filter(meeting=declaration.meeting_id).exclude(pk=declaration.pk)
    context = {
        "declaration": declaration,
        "meeting": declaration.meeting,
        "meeting_words": headline(declaration.meeting),
        "rows": [(row, said(row, main), said(row, beside) if beside else None) for row in paragraphs],
        "beside": beside,
        "languages": [(column, name) for column, name in LANGUAGES if column in there and column != main],
        "borrowed": "" if main == wanted or not paragraphs else dict(LANGUAGES)[main],
        "answers": who_answers(declaration.kind),
        "is_agreed": declaration.kind in AGREED,
        "check": check(declaration, paragraphs) if declaration.state == "sealed" else None,
        "document": _document(declaration, person),
        "others": list(others.order_by("agreed_on", "pk")[:20]),
        "steps": available(declaration, person) if person.is_authenticated else [],
    }
    return render(request, "conferences/declaration_detail.html", context)


@require_safe
@shared
@public(on=Declaration, key="slug", reads=in_full)
def paragraph_detail(request, declaration, number):
    """One paragraph in every language it has, its tags, the one before and the one after: what others link to."""
    near = Paragraph.objects.filter(declaration=declaration, number__gte=number - 1, number__lte=number + 1)
    found = {row.number: row for row in near.prefetch_related("cbms")}
    if number not in found:
        raise Http404
    paragraph = found[number]
    paragraph.declaration = declaration
    texts = [text for column, _name in LANGUAGES if (text := said(paragraph, column))["is_own"]]
    wanted = TONGUES[page_language()]["column"]
    context = {
        "declaration": declaration,
        "paragraph": paragraph,
        "texts": sorted(texts, key=lambda text: text["column"] != wanted),
        "before": found.get(number - 1),
        "after": found.get(number + 1),
        "answers": who_answers(declaration.kind),
        "is_agreed": declaration.kind in AGREED,
    }
    return render(request, "conferences/paragraph_detail.html", context)


def _beside(request, main):
    """The language asked for by `?with=`, or None; BadRequest for what is none of the portal's."""
    asked = request.GET.get("with", "")
    if not asked:
        return None
    column = columns_of_language(asked)
    if column is None:
        raise BadRequest(_("A text is shown beside en, fa or ps. Choose one of the languages on the page."))
    return column if column != main else None


def said(paragraph, column):
    """The words of a paragraph in a language: {"text", "tag", "dir", "name", "column", "is_own"}; where it has none,
    those it has, marked as borrowed."""
    order = [column, *(each for each, _name in LANGUAGES if each != column)]
    has = next((each for each in order if getattr(paragraph, f"text_{each}")), column)
    tongue = next(each for each in TONGUES.values() if each["column"] == has)
    return {
        "text": getattr(paragraph, f"text_{has}"),
        "tag": tongue["tag"],
        "dir": tongue["dir"],
        "name": tongue["name"],
        "column": has,
        "is_own": has == column and bool(getattr(paragraph, f"text_{has}")),
    }


def _document(declaration, person):
    """The source file's document where this reader may know of it."""
    if declaration.document_id is None:
        return None
    known = Document.objects.visible_to(person).filter(pk=declaration.document_id, deleted_at__isnull=True)
    return known.first()
