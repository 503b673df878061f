"""The administrator's pages for merging what stands twice: both side by side, what would move, and one button."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaip.decorators import requires
from hoaip.language import localized, page_language
from hoaip.merging.actions import merge, rehearse
from hoaip.merging.forms import MergeForm
from hoaip.models import Person, Stakeholder
from hoaip.permissions import Permission
from hoaip.saving import new_key, sent_again
from hoaip.saving.save import place_errors, save_form

FORM = ["GET", "HEAD", "POST"]
# What stands side by side.
OF_PERSON = ("name_latin", "name_arabic", "function", "stakeholder", "email", "phone", "user", "left_on")
OF_ORGANIZATION = ("code", "slug", "name_en", "name_fa", "name_ps", "official_name_en", "scope")


@require_http_methods(FORM)
@requires(Permission.MANAGE_STAKEHOLDERS)
def person_merge(request):
    """Two persons of one state or organization who are the same; `?survivor=` and `?duplicate=` fill it in."""
    language = page_language()

    def words(row):
        of = f", {localized(row.stakeholder, 'name')[0]}" if row.stakeholder else ""
        return f"{row.called(language)}{of}{f' ({row.email})' if row.email else ''}"

    rows = Person.objects.visible_to(request.user).filter(merged_into=None).select_related("stakeholder", "user")
    return merge_page(
        request,
        rows=rows.by_name(),
        key=lambda row: row.uid,
        words=words,
        columns=OF_PERSON,
        to=lambda row: reverse("persons:person_detail", kwargs={"uid": row.uid}),
        back=reverse("persons:person_list"),
        heading=_("Merge two persons"),
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_STAKEHOLDERS)
def organization_merge(request):
    """Two organizations that are the same; never countries."""
    rows = Stakeholder.objects.visible_to(request.user).filter(kind="organization", merged_into=None)
    return merge_page(
        request,
        rows=rows.in_protocol_order(page_language()),
        key=lambda row: row.slug,
        words=lambda row: f"{localized(row, 'name')[0]} ({row.code})",
        columns=OF_ORGANIZATION,
        to=lambda row: reverse("register:stakeholder_detail", kwargs={"slug": row.slug}),
        back=reverse("manage:stakeholder_list"),
        heading=_("Merge two organizations"),
    )


def merge_page(request, *, rows, key, words, columns, to, back, heading):
    """The form, then both side by side with what would move, then the merge."""
    initial = {name: request.GET[name] for name in ("survivor", "duplicate") if name in request.GET}

    def ask(form, page):
        survivor, duplicate = form.cleaned_data["survivor"], form.cleaned_data["duplicate"]
        try:
            moves = rehearse(survivor, duplicate)
        except ValidationError as error:
            place_errors(form, error)
            return render(request, "hoaip/merge_form.html", page, status=422)
        context = {
            "in_the_way": moves.in_the_way,
            "united": moves.united,
            **{name: sorted(found.items()) for name, found in moves.plain().items()},
            "sides": sides(survivor, duplicate, columns),
            "survivor_words": words(survivor),
            "duplicate_words": words(duplicate),
            "hidden": sent_again(request),
            "idempotency_key": new_key(),
        }
        return render(request, "hoaip/merge_preview.html", page | context)

    return save_form(
        request,
        lambda data: MergeForm(data, initial=initial, rows=rows, key=key, words=words),
        write=lambda form: merge(
            form.cleaned_data["survivor"],
            duplicate=form.cleaned_data["duplicate"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        ),
        to=to,
        template="hoaip/merge_form.html",
        said=_("The two are one entry now. The old address leads here."),
        form_key=f"merging:{request.resolver_match.url_name}",
        context={"heading": heading, "back": back},
        ask=ask,
    )


def sides(survivor, duplicate, columns):
    """[(label, value of the one, value of the other, whether they differ)] of what two rows say."""
    meta = type(survivor)._meta
    called = {"stakeholder": _("Country or organization"), "user": _("Account")}
    found = []
    for name in columns:
        one, other = (getattr(row, name) or "" for row in (survivor, duplicate))
        label = called.get(name) or meta.get_field(name).verbose_name
        found.append((label, one, other, one != other))
    return found
