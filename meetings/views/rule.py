"""The administrator's screen for the two-a-year rule."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hoaip import saving
from hoaip.decorators import load, requires
from hoaip.errors import Stale
from hoaip.permissions import Permission
from meetings import actions
from meetings.forms.rule import BlackoutForm, BlackoutRemovalForm, RuleForm
from meetings.models import Blackout, WatchRule

TEMPLATE = "meetings/rule_edit.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def rule_edit(request):
    """The year and the days of the rule, changed with a reason; the blackouts below."""
    rule = WatchRule.objects.filter(pk=1).first() or WatchRule()
    page = {"blackouts": blackouts(), "version": rule.version}
    if request.method != "POST":
        typed = saving.typed(request, "watch-rule")
        form = RuleForm(instance=rule)
        if typed:
            saving.fill(form, typed.data)
        page |= {"form": form, "typed": typed, "form_key": "watch-rule"}
        return render(request, TEMPLATE, page | {"blackout_form": BlackoutForm(), "idempotency_key": saving.new_key()})
    version = saving.version_of(request)
    form = RuleForm(request.POST, instance=WatchRule(pk=1))
    if form.is_valid():
        try:
            actions.set_watch_rule(by=request.user, version=version, **form.cleaned_data)
        except Stale as stale:
            return saving.conflict(request, form, stale.current, _("The two-a-year rule"))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            saving.done(request, "watch-rule")
            messages.info(request, _("The rule was changed."))
            return redirect("rule:rule_edit")
    page |= {"form": form, "version": version, "blackout_form": BlackoutForm(), "idempotency_key": saving.new_key()}
    return saving.refused(request, TEMPLATE, page, "watch-rule")


@require_POST
@requires(Permission.MANAGE_SETTINGS)
def blackout_new(request):
    """Add a blackout."""
    form = BlackoutForm(request.POST)
    if form.is_valid():
        try:
            answer = saving.once(
                request,
                lambda: actions.add_blackout(by=request.user, **form.cleaned_data),
                reverse("rule:rule_edit"),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("The blackout was added."))
            return answer
    rule = WatchRule.objects.filter(pk=1).first() or WatchRule()
    page = {
        "form": RuleForm(instance=rule),
        "version": rule.version,
        "blackouts": blackouts(),
        "blackout_form": form,
        "idempotency_key": request.POST.get("idempotency_key") or saving.new_key(),
    }
    return saving.refused(request, TEMPLATE, page, "blackout-new")


@require_POST
@requires(Permission.MANAGE_SETTINGS)
def blackout_remove(request, uid):
    """Take a blackout away, with a reason."""
    blackout = load(request, Blackout, uid)
    form = BlackoutRemovalForm(request.POST, blackout=blackout)
    if form.is_valid():
        try:
            actions.remove_blackout(blackout, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("The blackout was taken away."))
            return redirect("rule:rule_edit")
    rule = WatchRule.objects.filter(pk=1).first() or WatchRule()
    page = {
        "form": RuleForm(instance=rule),
        "version": rule.version,
        "blackouts": blackouts({blackout.pk: form}),
        "blackout_form": BlackoutForm(),
        "refused": form,
        "idempotency_key": saving.new_key(),
    }
    return render(request, TEMPLATE, page, status=422)


def blackouts(refused=None):
    """All of them in the order of their days, each with its `removal` form; `refused` is {key: bound form}."""
    rows = list(Blackout.objects.order_by("from_on", "pk"))
    for row in rows:
        row.removal = (refused or {}).get(row.pk) or BlackoutRemovalForm(blackout=row)
    return rows
