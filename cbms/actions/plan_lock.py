"""One plan under its lock: whoever writes, reviews or adopts it comes one after another."""

from cbms.models import Plan


def locked(plan):
    """The plan, locked until commit, with its CBM and process."""
    rows = Plan.objects.select_for_update(no_key=True, of=("self",)).select_related("cbm__process")
    return rows.get(pk=plan.pk)
