"""Forms of a record: a comment on a paragraph, its answer, the steps of a revision, and a correction."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaip.fields import DayField, PickField
from hoaip.templatetags.ui import number
from meetings.forms.log import few_paragraphs

LONGEST_COMMENT = 4000
LONGEST_RECORD = 150_000


def words_field(**more):
    return forms.CharField(
        **{"max_length": 2000, "widget": forms.Textarea(attrs={"rows": 3, "dir": "auto"}), **more},
    )


def until_field(**more):
    return DayField(
        label=_("Last day for comments"),
        help_text=_("It ends at 23:59 in Kabul on that day. 2026-09-06, or solar 1405-06-15"),
        **more,
    )


class CommentForm(forms.Form):
    """What a delegation says of a paragraph."""

    stakeholder = PickField(label=_("For"))
    paragraph = PickField(label=_("Paragraph"))
    text = words_field(
        label=_("Comment"),
        max_length=LONGEST_COMMENT,
        help_text=_(
            "Read by everybody to whom the record is circulated, with your name. Say how it should read instead."
        ),
    )

    def __init__(self, *args, own, paragraphs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stakeholder"].offer(own, key=lambda each: each.slug, words=own.get)
        self.fields["paragraph"].offer(
            paragraphs, key=lambda each: each.number, words=lambda each: f"{number(each.number)}. {each.text[:80]}"
        )


class AnswerForm(forms.Form):
    """Whether a comment is taken up, and in words what becomes of it."""

    is_taken = forms.TypedChoiceField(
        label=_("What becomes of it"),
        choices=[("yes", _("It is taken up")), ("no", _("It is not taken up"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = words_field(label=_("In words"), help_text=_("Everybody to whom the record is circulated reads it."))


class StepForm(forms.Form):
    """The reason of a step on a revision; `reason`: None (not asked), False (may be empty) or True (asked)."""

    reason = words_field(label=_("Reason"), help_text=_("Everybody to whom the record is circulated reads it."))

    def __init__(self, *args, reason=None, label=None, **kwargs):
        super().__init__(*args, **kwargs)
        if reason is None:
            del self.fields["reason"]
            return
        self.fields["reason"].required = reason
        if label:
            self.fields["reason"].label = label


class CorrectionForm(forms.Form):
    """The corrected text of an agreed record, why, and until when it is commented on."""

    record = forms.CharField(
        label=_("Record of meeting"),
        max_length=LONGEST_RECORD,
        validators=[few_paragraphs],
        help_text=_("A blank line ends a paragraph; paragraphs are numbered."),
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto"}),
    )
    reason = words_field(
        label=_("Why it is corrected"),
        help_text=_("Everybody to whom the record is circulated reads it, and the public once it is published."),
    )
    comment_until = until_field()
