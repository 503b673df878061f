"""The administrator's screen for the templates of notes verbales."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaip.decorators import requires
from hoaip.language import TONGUES
from hoaip.permissions import Permission
from hoaip.saving.save import save_form
from hoaip.texts.forms import RestoreForm
from meetings import actions
from meetings.actions.note_templates import refuse_delivered
from meetings.forms.notes import TemplateForm
from meetings.models.notes import TEXTS
from meetings.notes.templates import all_templates, delivered_texts, template_of

FORM = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.MANAGE_SETTINGS)
def note_template_list(request):
    """Every template, those out of use apart. One query beside the reader's."""
    found = all_templates()
    context = {
        "templates": [each for each in found if not each.is_retired],
        "retired": [each for each in found if each.is_retired],
    }
    return render(request, "meetings/note_template_list.html", context)


@require_http_methods(FORM)
@requires(Permission.MANAGE_SETTINGS)
def note_template_new(request):
    """A template of the administrator's own."""
    return save_form(
        request,
        lambda data: TemplateForm(data, is_new=True),
        write=lambda form: actions.add_template(
            name=form.cleaned_data["name"], kind=form.cleaned_data["kind"], words=form.words(), by=request.user
        ),
        to=lambda row: address(row.key),
        template="meetings/note_template_form.html",
        said=_("The template is saved."),
        form_key="notes:template_new",
        context={"template": None},
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_SETTINGS)
def note_template_edit(request, key):
    """A template in three languages; of a delivered one the delivered words beside it."""
    template = load_template(key)
    return save_form(
        request,
        lambda data: TemplateForm(data, template=template),
        write=lambda form: actions.change_template(
            template,
            words=form.words(),
            name=form.cleaned_data.get("name", ""),
            kind=form.cleaned_data.get("kind"),
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=request.user,
        ),
        to=lambda row: address(row.key),
        template="meetings/note_template_form.html",
        said=_("The template is saved."),
        form_key=f"notes:template:{key}",
        context={"template": template},
        current=template,
        stored=lambda row: stored_words(template, row),
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_SETTINGS)
def note_template_restore(request, key):
    """Put the delivered words back, with a reason; 409 where they stand already."""
    template = load_template(key)
    if request.method != "POST":
        refuse_delivered(template)
    return step(
        request,
        template,
        actions.restore_template,
        page="meetings/note_template_restore.html",
        said=_("The delivered words stand again."),
        form_key=f"notes:template_restore:{key}",
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_SETTINGS)
def note_template_retire(request, key):
    """Take a template out of use, or into use again, with a reason."""
    template = load_template(key)
    return step(
        request,
        template,
        actions.retire_template,
        page="meetings/note_template_retire.html",
        said=_("The template is in use again.") if template.is_retired else _("The template is out of use."),
        form_key=f"notes:template_retire:{key}",
    )


def step(request, template, act, *, page, said, form_key):
    return save_form(
        request,
        RestoreForm,
        write=lambda form: act(template, reason=form.cleaned_data["reason"], version=form.version, by=request.user),
        to=lambda row: address(row.key),
        template=page,
        said=said,
        form_key=form_key,
        context={"template": template, "back": address(template.key)},
        current=template,
        stored=lambda _row: {},
        grave=False,
    )


def stored_words(template, row):
    """What a stale form is compared with: the stored words, or the delivered ones that were put back."""
    if row.is_edited:
        return {column: getattr(row, column) for column in TEXTS}
    delivered = delivered_texts(template.delivered) if template.delivered is not None else {}
    return {f"text_{tongue['column']}": delivered.get(code, "") for code, tongue in TONGUES.items()}


def load_template(key):
    """The Template of a key; 404 when there is none."""
    template = template_of(key)
    if template is None:
        raise Http404
    return template


def address(key):
    return reverse("notes:note_template_edit", kwargs={"key": key})
