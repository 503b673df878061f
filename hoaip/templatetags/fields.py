"""Forms as template tags: a field with label, hint and error, and the summary of errors. A builtin."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext

from hoaip.templatetags.shapes import role_mark
from hoaip.templatetags.ui import isolated, number

register = template.Library()
CHECKED = format_html(" {}", "checked")


@register.simple_tag
def field(bound, short=False, label=None, hint=None, optional=True, wrapped=False, **attributes):
    """{% field form.city %}: label, hint, input, and the error in #id_<name>_error.

    Handles inputs, select, textarea, checkbox, radio and checkbox groups, files; hidden ones are written bare.
    `short=True` a short input; `label=`, `hint=` in place of the field's own;
    `optional=False` leaves out "(may be empty)", as in a filter; `wrapped=True` puts an input that has no hint and no
    error into its label, which then names no id: lighter where there are thousands. Any other keyword is an attribute
    of the input: `{% field form.starts_on inputmode="numeric" dir="ltr" %}`. Written without a template: a form has
    dozens of them.
    """
    widget = bound.field.widget
    identity = bound.auto_id or f"id_{bound.html_name}"
    hint = bound.help_text if hint is None else hint
    label = bound.label if label is None else label
    errors = bound.errors
    described = " ".join([f"{identity}_hint"] * bool(hint) + [f"{identity}_error"] * bool(errors))
    kind = getattr(widget, "input_type", "") or type(widget).__name__.lower()
    group = bool(getattr(widget, "use_fieldset", False))
    attrs = {name.replace("_", "-"): value for name, value in attributes.items()}
    if kind not in ("checkbox", "radio", "hidden") and not group:
        attrs["class"] = " ".join(
            filter(None, [widget.attrs.get("class"), "input", "input-short" if short else "", attrs.pop("class", "")])
        )
    if described:
        attrs["aria-describedby"] = described
    if errors:
        attrs["aria-invalid"] = "true"
    if bound.is_hidden:
        return bound.as_widget(attrs=attrs)
    below = field_error(bound)
    told = format_html('<span class="hint" id="{}_hint">{}</span>', identity, isolated(hint)) if hint else ""
    if group:
        return format_html(
            '<fieldset class="field" id="{}"{} tabindex="-1"><legend>{}</legend>{}{}{}</fieldset>',
            identity,
            format_html(' aria-describedby="{}"', described) if described else "",
            label,
            told,
            _options(bound, kind) or bound.as_widget(attrs=attrs),
            below,
        )
    written = bound.as_widget(attrs=attrs)
    if kind == "checkbox":
        return format_html(
            '<div class="field"><label class="choice" for="{}">{}<span>{}</span></label>{}{}</div>',
            identity,
            written,
            label,
            told,
            below,
        )
    if wrapped and not described:
        return format_html('<label class="field"><span>{}</span>{}</label>', label, written)
    note = ""
    if optional and not bound.field.required and kind != "select":
        note = format_html(' <span class="optional">{}</span>', gettext("(may be empty)"))
    return format_html(
        '<div class="field"><label for="{}">{}{}</label>{}{}{}</div>', identity, label, note, told, written, below
    )


def _options(bound, kind):
    """The choices of a group, each in its label."""
    if kind not in ("radio", "checkbox") or not hasattr(bound.field.widget, "subwidgets"):
        return ""
    return format_html_join(
        "",
        '<label class="choice" for="{}">{}<span>{}</span></label>',
        ((each.id_for_label, each.tag(wrap_label=False), each.choice_label) for each in bound.subwidgets),
    )


@register.simple_tag
def field_error(bound):
    """{% field_error form.city %}: what is wrong with a field, at #id_<name>_error; nothing when nothing is."""
    if not bound.errors:
        return ""
    sentences = format_html_join(" ", "{}", ((isolated(text),) for text in bound.errors))
    return format_html(
        '<span class="error" id="{}_error"><span>{}</span></span>',
        bound.auto_id or f"id_{bound.html_name}",
        sentences,
    )


@register.simple_tag
def attendee(name, bound, role=""):
    """{% attendee line.name line.field line.role %}: one line of attendance: a name, its role, the answers as segments.

    `bound` is a choice of one among the answers; no answer has no segment.
    """
    identity, wrong = bound.auto_id, bool(bound.errors)
    chosen, html_name = str(bound.value() or ""), bound.html_name
    return format_html(
        '<div class="attendee" role="radiogroup" id="{}" tabindex="-1" aria-label="{}"{}><p>{}<bdi>{}</bdi></p>'
        '<div class="segments">{}</div>{}</div>',
        identity,
        name,
        format_html(' aria-invalid="true" aria-describedby="{}_error"', identity) if wrong else "",
        role_mark(role),
        name,
        format_html_join(
            "",
            '<label class="segment" for="{0}_{1}"><input type="radio" name="{2}" value="{3}" id="{0}_{1}"{4}>'
            "<span>{5}</span></label>",
            (
                (identity, place, html_name, value, CHECKED if str(value) == chosen else "", words)
                for place, (value, words) in enumerate(choice for choice in bound.field.choices if choice[0])
            ),
        ),
        field_error(bound),
    )


def _forms_in(things):
    for thing in things:
        # A name that a page does not have is an empty text.
        if thing is None or thing == "":
            continue
        if hasattr(thing, "forms"):  # a formset
            yield from thing.forms
            yield thing
        elif isinstance(thing, (list, tuple)):
            yield from _forms_in(thing)
        else:
            yield thing


@register.inclusion_tag("components/errors.html")
def errors(*things, focus=True, heading=None):
    """{% errors form formset %}: the summary at the head of a refused form, each error a link to its field.

    Takes forms, formsets and lists of them; writes nothing when nothing was refused. It takes the focus unless
    `focus=False`. `heading` stands in place of what a form that saves is told.
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
    heading = heading or ngettext(
        "One thing to mend before it can be saved", "%(count)s things to mend before it can be saved", len(rows)
    ) % {"count": number(len(rows))}
    return {"rows": rows, "heading": heading, "focus": focus}
