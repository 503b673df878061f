"""Forms as template tags: a field with label, hint and error, and the summary of errors. A builtin."""

from django import template
from django.utils.translation import ngettext

from hoaip.templatetags.ui import number

register = template.Library()


@register.inclusion_tag("components/field.html")
def field(bound, short=False, label=None, hint=None, optional=True, **attributes):
    """{% field form.city %}: label, hint, input, and the error in #id_<name>_error.

    Handles inputs, select, textarea, checkbox, radio and checkbox groups, files; hidden ones are written bare.
    `short=True` a short input; `label=`, `hint=` in place of the field's own;
    `optional=False` leaves out "(may be empty)", as in a filter; any other keyword is an attribute
    of the input: `{% field form.starts_on inputmode="numeric" dir="ltr" %}`.
    """
    widget = bound.field.widget
    identity = bound.auto_id or f"id_{bound.html_name}"
    hint = bound.help_text if hint is None else hint
    described = [f"{identity}_hint"] * bool(hint) + [f"{identity}_error"] * bool(bound.errors)
    kind = getattr(widget, "input_type", "") or type(widget).__name__.lower()
    group = bool(getattr(widget, "use_fieldset", False))
    attrs = {name.replace("_", "-"): value for name, value in attributes.items()}
    if kind not in ("checkbox", "radio", "hidden") and not group:
        attrs["class"] = " ".join(
            filter(None, [widget.attrs.get("class"), "input", "input-short" if short else "", attrs.pop("class", "")])
        )
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "identity": identity,
        "label": bound.label if label is None else label,
        "hint": hint,
        "described": " ".join(described),
        "group": group,
        "options": [{"input": option.tag(wrap_label=False), "option": option} for option in bound.subwidgets]
        if group and hasattr(widget, "subwidgets") and kind in ("radio", "checkbox")
        else [],
        "check": kind == "checkbox" and not group,
        "input": bound.as_widget(attrs=attrs),
        "optional": optional
        and not bound.field.required
        and not group
        and kind not in ("checkbox", "hidden", "select"),
    }


def _forms_in(things):
    for thing in things:
        if thing is None:
            continue
        if hasattr(thing, "forms"):  # a formset
            yield from thing.forms
            yield thing
        elif isinstance(thing, (list, tuple)):
            yield from _forms_in(thing)
        else:
            yield thing


@register.inclusion_tag("components/errors.html")
def errors(*things, focus=True):
    """{% errors form formset %}: the summary at the head of a refused form, each error a link to its field.

    Takes forms, formsets and lists of them; writes nothing when nothing was refused. It takes the focus unless
    `focus=False`.
    """
    rows = []
    for form in _forms_in(things):
        if hasattr(form, "non_form_errors"):
            rows += [{"text": text} for text in form.non_form_errors()]
            continue
        rows += [{"text": text} for text in form.non_field_errors()]
        for name in form.errors:
            if name in form.fields:
                bound = form[name]
                target = bound.auto_id or f"id_{bound.html_name}"
                rows += [{"label": bound.label, "target": target, "text": text} for text in bound.errors]
    heading = ngettext(
        "One thing to mend before it can be saved", "%(count)s things to mend before it can be saved", len(rows)
    ) % {"count": number(len(rows))}
    return {"rows": rows, "heading": heading, "focus": focus}
