"""The list of persons, one of them, a new one, a correction. Never public; who sees whom says `visible_to`."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaip.accounts.recent import recently
from hoaip.decorators import requires
from hoaip.errors import WrongState
from hoaip.grants import can, holdings
from hoaip.language import page_language
from hoaip.models import Person, Stakeholder
from hoaip.permissions import Permission, Role
from hoaip.persons import actions
from hoaip.persons.forms import NewPersonForm, PersonEditForm
from hoaip.persons.lists import PersonList
from hoaip.public_cache import shared
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]


@require_safe
@shared
@requires(Permission.VIEW_PERSONS)
def person_list(request):
    """Persons the reader may know by name; `?of=` one country or organization."""
    return PersonList(request).answer("hoaip/person_list.html", may_keep=can(request.user, Permission.KEEP_PERSONS))


@require_safe
@requires(Permission.VIEW_PERSONS)
@recently
def person_export(request, kind):
    """The list of persons as CSV or spreadsheet: it carries addresses, so the password is asked for again."""
    return PersonList(request).export(kind)


@require_http_methods(FORM)
@requires(Permission.KEEP_PERSONS)
def person_new(request):
    """Somebody enters the list; `?stakeholder=` fills it in. A delegate enters persons of the own state alone."""
    held = holdings(request.user)
    is_administrator = bool(held.ids("hoaip.process", {Role.ADMINISTRATOR}))
    rows = Stakeholder.objects.all()
    if not is_administrator:
        rows = rows.filter(pk__in=held.ids("hoaip.stakeholder", {Role.DELEGATE}))
    stakeholders = list(rows)
    initial = {"stakeholder": request.GET.get("stakeholder", "")}
    if len(stakeholders) == 1:
        initial["stakeholder"] = stakeholders[0].slug

    def make(data):
        return NewPersonForm(data, initial=initial, stakeholders=stakeholders, may_be_nobodys=is_administrator)

    def write(form):
        return actions.create_person(
            stakeholder=form.cleaned_data["stakeholder"], today=request.today, by=request.user, **form.columns()
        )

    return save_form(
        request,
        make,
        write=write,
        to=address,
        template="hoaip/person_form.html",
        said=_("The person is in the list."),
        form_key="persons:person_new",
        grave=False,
    )


@require_safe
@requires(Permission.VIEW_PERSONS, on=Person, anywhere=True)
def person_detail(request, person):
    """One person: names, function, how to reach, and whether there is an account. What was merged leads on."""
    if person.merged_into_id is not None:
        return redirect(address(person.merged_into), permanent=True)
    language = page_language()
    context = {
        "subject": person,
        "said": person.called(language),
        "may_keep": can(request.user, Permission.KEEP_PERSONS, person),
        "has_left": person.left_on is not None and person.left_on < request.today,
    }
    return render(request, "hoaip/person_detail.html", context)


@require_http_methods(FORM)
@requires(Permission.KEEP_PERSONS, on=Person)
def person_edit(request, person):
    """Names, function and contact data of a person, and the last day in the function."""
    if person.merged_into_id is not None:
        raise WrongState(_("This entry was merged into another one. Correct that one."))
    initial = {"left_on": person.left_on}
    return save_form(
        request,
        lambda data: PersonEditForm(data, instance=person, initial=initial),
        write=lambda form: actions.change_person(
            person,
            version=form.version,
            left_on=form.cleaned_data["left_on"],
            by=request.user,
            **form.columns(),
        ),
        to=address,
        template="hoaip/person_form.html",
        said=_("The entry is saved."),
        form_key=f"persons:person_edit:{person.uid}",
        context={"subject": person, "said": person.called(page_language())},
        current=person,
        grave=False,
    )


def address(person):
    return reverse("persons:person_detail", kwargs={"uid": person.uid})
