"""Technical focal points: the yearly round of confirmation, a new one, the end of one."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbms.actions.contacts import confirm_contact, end_contact, name_contact
from cbms.contacts import shares
from cbms.forms import ContactEndForm, ContactForm
from cbms.lists import SHOWN, ContactList
from cbms.models import TechnicalContact
from hoaip.accounts.recent import recently
from hoaip.decorators import requires
from hoaip.grants import can, holdings
from hoaip.language import page_language
from hoaip.models import Person
from hoaip.permissions import Permission, Role
from hoaip.public_cache import shared
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]


@require_safe
@shared
@requires(Permission.VIEW_PERSONS)
def contact_list(request):
    """Contacts in force that the reader looks after: `?show=unconfirmed` (by default) or `all`; `?cbm=`."""
    page = ContactList(request)
    may_see_shares = holdings(request.user).ids("hoaip.process", {Role.ADMINISTRATOR})
    return page.answer(
        "cbms/contact_list.html",
        tabs=[{"address": f"?show={name}", "words": words, "is_current": name == page.show} for name, words in SHOWN],
        shares=shares(request.today) if may_see_shares else [],
        may_keep=can(request.user, Permission.KEEP_PERSONS),
    )


@require_safe
@requires(Permission.VIEW_PERSONS)
@recently
def contact_export(request, kind):
    """The contacts of one tab as CSV or spreadsheet: it carries addresses, so the password is asked for again."""
    return ContactList(request).export(kind)


@require_http_methods(FORM)
@requires(Permission.KEEP_PERSONS)
def contact_new(request):
    """A person becomes technical focal point of a CBM; `?cbm=` and `?person=` fill it in."""
    initial = {name: request.GET[name] for name in ("cbm", "person") if name in request.GET}
    persons = Person.objects.visible_to(request.user).in_office(request.today).filter(stakeholder__isnull=False)
    persons = list(persons.select_related("stakeholder").by_name())

    def write(form):
        given = dict(form.cleaned_data)
        return name_contact(given.pop("cbm"), today=request.today, by=request.user, **given)

    return save_form(
        request,
        lambda data: ContactForm(data, initial={"from_on": request.today} | initial, persons=persons),
        write=write,
        to=f"{reverse('contacts:contact_list')}?show=all",
        template="cbms/contact_new.html",
        said=_("The technical focal point is named."),
        form_key="contacts:contact_new",
        grave=False,
    )


@require_POST
@requires(Permission.CONFIRM_CONTACT, on=TechnicalContact)
def contact_confirm(request, contact):
    """The contact still holds; the answer leads back to the page whose button was pressed."""
    confirm_contact(contact, today=request.today, by=request.user)
    messages.success(request, _("Confirmed: %(person)s.") % {"person": contact.person.called(page_language())})
    if request.POST.get("back") == "cbm":
        return HttpResponseRedirect(f"{reverse('cbms:cbm_detail', args=[contact.cbm.code])}#contacts")
    return HttpResponseRedirect(reverse("contacts:contact_list"))


@require_http_methods(FORM)
@requires(Permission.KEEP_PERSONS, on=TechnicalContact)
def contact_end(request, contact):
    """The last day of a technical focal point; the row stays."""
    return save_form(
        request,
        lambda data: ContactEndForm(data, initial={"until_on": contact.until_on or request.today}),
        write=lambda form: end_contact(contact, version=form.version, by=request.user, **form.cleaned_data),
        to=f"{reverse('contacts:contact_list')}?show=all",
        template="cbms/contact_end.html",
        said=_("The last day of the technical focal point is written."),
        form_key=f"contacts:contact_end:{contact.uid}",
        context={"contact": contact, "said": contact.person.called(page_language())},
        current=contact,
        grave=False,
    )
