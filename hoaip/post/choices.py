"""The page on which a person chooses, kind by kind, whether letters come at once, once a week or not by mail."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hoaip.decorators import signed_in
from hoaip.models import LetterGroup, Preference, Wish
from hoaip.post.actions import choose_mail
from hoaip.saving.save import save_form


class ChoicesForm(forms.Form):
    """One choice for each kind of letters that may be silenced."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for group in LetterGroup:
            if group.may_be_silenced:
                self.fields[group.value] = forms.ChoiceField(
                    label=group.label, help_text=group.holds, choices=Wish.choices, widget=forms.RadioSelect
                )


def wishes_of(person):
    """{group that may be silenced: Wish} of a person, the default where nothing was chosen. One statement."""
    chosen = dict(Preference.objects.filter(user=person).values_list("group", "choice"))
    return {group.value: chosen.get(group.value, Wish.AT_ONCE.value) for group in LetterGroup if group.may_be_silenced}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def choices(request):
    """One's own choices; what cannot be off is said in plain words beside them."""
    me = request.user
    return save_form(
        request,
        lambda data: ChoicesForm(data, initial=wishes_of(me)),
        write=lambda form: choose_mail(me, wishes=form.cleaned_data, version=form.version, by=me),
        to=lambda user: reverse("letters:choices"),
        template="hoaip/letter_choices.html",
        said=_("Your choice is saved. It counts for letters that are written from now on."),
        form_key="letters:choices",
        context={
            "fixed": [group for group in LetterGroup if not group.may_be_silenced and group != LetterGroup.WEEKLY],
            "weekly": LetterGroup.WEEKLY,
        },
        current=me,
        stored=wishes_of,
        grave=False,
    )
