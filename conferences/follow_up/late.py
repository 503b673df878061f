"""How many actions are late, for pages of lower floors: `settings.OVERDUE_OF_CBMS`."""

from django.db.models import Count

from conferences.models import Action


def overdue_of_cbms(user, day):
    """{CBM's primary key: how many of its actions that this person may know of are overdue on that day}. One query."""
    late = Action.objects.visible_to(user).overdue(day).filter(cbm__isnull=False)
    # The order of the queryset would part what is counted together.
    return dict(late.order_by().values_list("cbm").annotate(Count("pk")))
