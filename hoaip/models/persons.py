"""Persons: delegates, speakers and contacts, whether or not they have an account."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from hoaip.grants import by_readers, holdings
from hoaip.models.bases import EARLIEST, LATEST, Addressed
from hoaip.models.stakeholders import Process
from hoaip.permissions import Role


class PersonQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """Persons whose contact data this reader may see (product rules 11).

        The administrator sees all, a delegate those of the own state or organization, a focal point those that
        `settings.PERSONS_KNOWN` says, since what belongs to a CBM is known above.
        """
        held = holdings(user)
        if not held:
            return self.none()
        if held.ids("hoaip.process", {Role.ADMINISTRATOR}):
            return self
        own = Q(stakeholder__in=held.ids("hoaip.stakeholder", {Role.DELEGATE}))
        return self.filter(own | import_string(settings.PERSONS_KNOWN)(held))

    def in_office(self, day):
        """Persons who have not left their function by that day, none of them twice."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=day), merged_into__isnull=True)

    def by_name(self):
        return self.order_by("name_latin", "name_arabic", "pk")


class Person(Addressed):
    """Somebody who speaks, comes or is written to for a country or an organization; may have an account or claim one.

    An account that proves the same e-mail address claims the record, so that nobody stands here twice.
    """

    name_latin = models.CharField(_("name, Latin script"), max_length=160, blank=True)
    name_arabic = models.CharField(_("name, Arabic script"), max_length=160, blank=True)
    function = models.CharField(_("function"), max_length=160, blank=True)
    # Empty for who speaks for nobody, such as a guest speaker.
    stakeholder = models.ForeignKey("hoaip.Stakeholder", models.PROTECT, null=True, blank=True, related_name="persons")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    user = models.OneToOneField("hoaip.User", models.PROTECT, null=True, blank=True, related_name="person")
    left_on = models.DateField(_("last day in this function"), null=True, blank=True)
    # The entry that it was a duplicate of, and became part of.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hoaip_person_named",
                condition=Q(name_latin__regex=r"\S") | Q(name_arabic__regex=r"\S"),
                violation_error_message=_("A person has a name, in Latin or in Arabic script."),
            ),
            models.CheckConstraint(
                name="hoaip_person_left",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=EARLIEST, left_on__lte=LATEST),
                violation_error_message=_("The last day in a function lies between 2011 and 2100."),
            ),
            models.CheckConstraint(
                name="hoaip_person_merged",
                condition=Q(merged_into__isnull=True) | (~Q(merged_into=F("id")) & Q(user__isnull=True)),
                violation_error_message=_("An entry is merged into another one, and its account goes with it."),
            ),
            models.UniqueConstraint(
                F("stakeholder"),
                Lower("email"),
                name="hoaip_person_email_once",
                condition=~Q(email=""),
                nulls_distinct=False,
                violation_error_message=_("Somebody with this e-mail address is in the list already."),
            ),
            # Lets a contact and an attendance hold the stakeholder beside the person: nobody comes for another state.
            models.UniqueConstraint(fields=["id", "stakeholder"], name="hoaip_person_id_stakeholder"),
        ]

    def __str__(self):
        return self.name_latin or self.name_arabic

    def called(self, language):
        """The name in the script of a page's language, else in the other one."""
        if language == "en":
            return self.name_latin or self.name_arabic
        return self.name_arabic or self.name_latin

    def permission_anchors(self):
        """Its stakeholder, and every process: administrators are appointed there."""
        return [*Process.objects.all(), *([self.stakeholder] if self.stakeholder_id else [])]
