"""The form of a merge: which entry stays, which goes, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.fields import PickField
from hoaip.register.manage_forms import ReasonField


class MergeForm(forms.Form):
    """Two entries of one list; `words` says a row, `key` is its public key."""

    survivor = PickField(label=_("This entry stays"))
    duplicate = PickField(label=_("This one becomes part of it"))
    reason = ReasonField()

    def __init__(self, *args, rows, key, words, **kwargs):
        super().__init__(*args, **kwargs)
        rows = list(rows)
        for name in ("survivor", "duplicate"):
            self.fields[name].offer(rows, key=key, words=words)
