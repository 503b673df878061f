"""Filters of a list that somebody keeps under a name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hoaip.grants import by_readers
from hoaip.models.bases import Addressed, blank_refused


class SavedFilterQuerySet(models.QuerySet):
    @by_readers
    def visible_to(self, user):
        """One's own; nobody sees those of somebody else."""
        return self.filter(user=user.pk) if user is not None and user.is_authenticated else self.none()


class SavedFilter(Addressed):
    """How one person narrows one list: the known filters as a query string, by the list's name (`ListPage.name`)."""

    MOST_A_LIST = 50
    LONGEST = 1000

    user = models.ForeignKey("hoaip.User", models.PROTECT, related_name="+", editable=False)
    list = models.CharField(max_length=60, editable=False)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=LONGEST, editable=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "list", "name"],
                name="hoaip_savedfilter_name",
                violation_error_message=_("You have a filter of that name for this list already. Choose another name."),
            ),
            blank_refused("hoaip_savedfilter_named", "name", _("A filter has a name.")),
            models.CheckConstraint(
                name="hoaip_savedfilter_query",
                condition=~Q(query="") & ~Q(list=""),
                violation_error_message=_("A filter narrows a list by something."),
            ),
        ]

    def __str__(self):
        return self.name
