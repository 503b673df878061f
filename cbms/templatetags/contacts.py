"""Technical focal points on other pages: a CBM's, a person's, and what waits for a delegate."""

from django import template

from cbms.contacts import in_party_order, tell_about
from cbms.models import TechnicalContact
from hoaip.attention import Task
from hoaip.decorators import reader
from hoaip.grants import holdings
from hoaip.permissions import Role
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.inclusion_tag("cbms/_contacts_of.html", takes_context=True)
def contacts_of(context, cbm, as_of):
    """{% contacts_of cbm as_of %}: names and functions, for those who may see persons of the CBM. One query."""
    request = request_of(context)
    rows = TechnicalContact.objects.visible_to(reader(request)).filter(cbm=cbm).as_of(as_of)
    rows = in_party_order(rows.select_related("person", "stakeholder", "cbm__process").order_by("pk"))
    for contact in rows:
        tell_about(contact, reader(request), request.today)
    return {"request": request, "cbm": cbm, "contacts": rows, "is_today": as_of == request.today}


@register.inclusion_tag("cbms/_contacts_of_person.html", takes_context=True)
def contacts_of_person(context, person):
    """{% contacts_of_person person %}: the CBMs in which a person is or was a technical focal point. One query."""
    request = request_of(context)
    rows = TechnicalContact.objects.visible_to(reader(request)).filter(person=person)
    rows = list(rows.select_related("person", "stakeholder", "cbm__process").order_by("-from_on", "pk"))
    for contact in rows:
        tell_about(contact, reader(request), request.today)
        contact.is_over = contact.until_on is not None and contact.until_on < request.today
    return {"request": request, "contacts": rows}


@register.simple_tag(takes_context=True)
def attention_of_contacts(context):
    """{% attention_of_contacts as contacts %}: a task while own contacts wait for their yearly round.

    One query, for delegates alone.
    """
    request = request_of(context)
    own = holdings(reader(request)).ids("hoaip.stakeholder", {Role.DELEGATE})
    if not own:
        return []
    rows = TechnicalContact.objects.filter(stakeholder__in=own).as_of(request.today)
    waiting = rows.unconfirmed(request.today).count()
    return [Task("cbms/_attention_contacts.html", {"waiting": waiting})] if waiting else []
