"""Forms of the review: who reviews by when, a comment, an answer, a decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.fields import DayField, PickField

LONGEST = 5000


def text_area(rows=4):
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class DecisionForm(forms.Form):
    """A reason, and the number of the version that was read."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        required=False,
        widget=text_area(),
        help_text=_("The drafters receive it by mail. It may be empty when a comment of yours is open."),
    )
    number = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)


class ReviewerForm(forms.Form):
    """Somebody of the ministry, and the day by which the review is asked for."""

    reviewer = PickField(label=_("Reviewer"))
    due_on = DayField(label=_("Due"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].offer(people, key=lambda row: row.uid, words=lambda row: row.full_name)


class CommentForm(forms.Form):
    """A remark on a part of the newest version."""

    about = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(label=_("Comment"), max_length=LONGEST, widget=text_area())
    must_fix = forms.BooleanField(label=_("Must be mended before the plan is cleared"), required=False)

    def __init__(self, *args, parts, reviews, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = parts
        if not reviews:
            del self.fields["must_fix"]

    def clean_about(self):
        return self.cleaned_data["about"] or None


class AnswerForm(forms.Form):
    """An answer; the drafters may say with it that the comment was addressed."""

    text = forms.CharField(label=_("Answer"), max_length=LONGEST, widget=text_area())
    says_addressed = forms.BooleanField(
        label=_("It was addressed in the text"),
        required=False,
        help_text=_("The reviewers then look again and resolve the comment."),
    )

    def __init__(self, *args, drafts, **kwargs):
        super().__init__(*args, **kwargs)
        if not drafts:
            del self.fields["says_addressed"]


class ReopenForm(forms.Form):
    """Why a resolved comment is taken up again."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=text_area(),
        help_text=_("It stands under the comment, for the drafters."),
    )
