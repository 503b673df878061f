"""What can be done to one's own saved filters."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hoaip.accounts.actions.checks import same_version
from hoaip.action import action
from hoaip.audit import record, snapshot
from hoaip.calendar import whole
from hoaip.errors import Refused
from hoaip.language import page_language
from hoaip.models import SavedFilter, User


@action
def save_filter(*, list_name, name, query, by):
    """A person keeps the filters of a list under a name; fifty a list at most. `query` is as the list has it."""
    # One at a time of each person, so that the number holds.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if SavedFilter.objects.filter(user=by, list=list_name).count() >= SavedFilter.MOST_A_LIST:
        raise ValidationError(
            _("You have %(most)s filters of this list. Delete one that you do not use, then save this one.")
            % {"most": whole(SavedFilter.MOST_A_LIST, page_language())}
        )
    saved = SavedFilter(user=by, list=list_name, name=name, query=query)
    _with_own_name(saved)
    saved.full_clean()
    saved.save()
    record("filter.save", saved, by=by)
    return saved


@action
def rename_filter(saved, *, name, version=None, by):
    """Another name for a filter of one's own."""
    row = _own(saved, by)
    same_version(row, version)
    before = snapshot(row)
    row.name = name
    _with_own_name(row)
    row.version += 1
    row.full_clean()
    row.save(update_fields=["name", "version", "changed_at"])
    record("filter.rename", row, by=by, before=before)
    return row


@action
def delete_filter(saved, *, by):
    """A filter of one's own goes; the list it narrowed stays as it is."""
    row = _own(saved, by)
    before = snapshot(row)
    record("filter.delete", row, by=by, before=before)
    SavedFilter.objects.filter(pk=row.pk).delete()


def _own(saved, by):
    row = SavedFilter.objects.select_for_update(no_key=True).get(pk=saved.pk)
    if row.user_id != by.pk:
        raise Refused(_("Only your own filters are yours to change."))
    return row


def _with_own_name(saved):
    same = SavedFilter.objects.filter(user=saved.user_id, list=saved.list, name=saved.name).exclude(pk=saved.pk)
    if same.exists():
        raise ValidationError({"name": _("You have a filter of that name for this list already. Choose another name.")})
