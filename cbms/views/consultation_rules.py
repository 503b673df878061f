"""The administrator's screens for consultations: who of a CBM may object, and how long its capitals have."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cbms.actions.consultations import set_consultation_rule
from cbms.consultation_forms import RuleForm
from cbms.models import Cbm, ConsultationRule
from cbms.silence.asked import rule_of
from hoaip.decorators import requires
from hoaip.permissions import Permission
from hoaip.saving.save import save_form


@require_safe
@requires(Permission.MANAGE_SETTINGS)
def rule_list(request):
    """The six with their rule, or the default."""
    stored = {rule.cbm_id: rule for rule in ConsultationRule.objects.all()}
    cbms = Cbm.objects.order_by("position")
    rows = [(cbm, stored.get(cbm.pk) or ConsultationRule(cbm=cbm), cbm.pk in stored) for cbm in cbms]
    return render(request, "cbms/manage_consultation_rule_list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_SETTINGS, on=Cbm, key="code")
def rule_edit(request, cbm):
    """Change the rule of one CBM, for consultations opened from then on."""
    rule = rule_of(cbm)
    return save_form(
        request,
        lambda data: RuleForm(data, instance=ConsultationRule(cbm=cbm) if data else rule),
        write=lambda form: set_consultation_rule(
            cbm,
            entitled=form.cleaned_data["entitled"],
            least_days=form.cleaned_data["least_days"],
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=request.user,
        ),
        to=lambda _rule: reverse("consultations:rule_list"),
        template="cbms/manage_consultation_rule_edit.html",
        said=_("The rule is changed, for consultations opened from now on."),
        form_key=f"consultations:rule:{cbm.code}",
        context={"cbm": cbm},
        current=rule,
        grave=False,
    )
