"""The steps of a plan that its own pages take, with the sentence that says what each does."""

from django.utils.translation import gettext_lazy as _

STEPS = {
    "submit": _("The text is frozen under the next number and goes to the ministry’s review."),
    "recall": _("The version stays as it was submitted; the text is a draft again, and can be changed."),
    "revise": _("The text is a draft again. What was cleared stays as a version; the new text is submitted anew."),
    "withdraw": _("Nobody works on it further; its versions stay readable to those who read them before."),
    "reopen": _("The text is a draft again, and can be changed and submitted."),
}
