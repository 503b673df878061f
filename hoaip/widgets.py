"""Form widgets written straight as text: the template engine is asked only for those that are rare.

A template render per input and per option was most of the time of a page with a form. What comes out is the same.
"""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html, format_html_join

FOLDER = "django/forms/widgets/"
INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "checkbox", "tel", "search")


class Renderer(DjangoTemplates):
    """Django's form renderer (settings.FORM_RENDERER) with the common widgets written without a template."""

    def render(self, template_name, context, request=None):
        plain = PLAIN.get(template_name)
        return plain(context["widget"]) if plain else super().render(template_name, context, request)


def attributes(attrs):
    """` name="value"` of each attribute; True is the name alone, False is left out."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value)),)
            for name, value in attrs.items()
            if value is not False
        ),
    )


def input_of(widget):
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes(widget["attrs"])
    )


def input_option_of(widget):
    if not widget.get("wrap_label"):
        return input_of(widget)
    there = widget["attrs"].get("id")
    return format_html(
        "<label{}>{} {}</label>",
        format_html(' for="{}"', there) if there else "",
        input_of(widget),
        widget["label"],
    )


def textarea_of(widget):
    # The line break is the markup's own: without it the browser takes the first one of the text.
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], attributes(widget["attrs"]), widget["value"] or ""
    )


def select_of(widget):
    parts = []
    for heading, options, _place in widget["optgroups"]:
        written = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((str(each["value"]), attributes(each["attrs"]), each["label"]) for each in options),
        )
        parts.append((format_html('<optgroup label="{}">{}</optgroup>', heading, written) if heading else written,))
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        attributes(widget["attrs"]),
        format_html_join("", "{}", parts),
    )


PLAIN = (
    {f"{FOLDER}{name}.html": input_of for name in INPUTS}
    | {f"{FOLDER}{name}_option.html": input_option_of for name in ("radio", "checkbox")}
    | {f"{FOLDER}textarea.html": textarea_of, f"{FOLDER}select.html": select_of}
)


class _ListedOptions:
    """A select of many plain options: each is written once, whatever number of selects show it."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "multiple": bool(self.allow_multiple_selected)})
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            attributes(attrs),
            format_html_join(
                "",
                "{}",
                (
                    (format_html('<option value="{}" selected>{}</option>', key, words) if key in chosen else plain,)
                    for key, words, plain in options_of(self.choices)
                ),
            ),
        )


class Listed(_ListedOptions, forms.Select):
    """One of many. Its choices are best an `Options`."""


class ListedMultiple(_ListedOptions, forms.SelectMultiple):
    """Some of many. Its choices are best an `Options`."""


class Options(BaseChoiceIterator):
    """Choices [(value, words)] with their `<option>`s written beforehand, shared by every select that shows them."""

    def __init__(self, choices):
        self.pairs = [(str(value), str(words)) for value, words in choices]
        self.written = [
            (value, words, format_html('<option value="{}">{}</option>', value, words)) for value, words in self.pairs
        ]

    def __iter__(self):
        return iter(self.pairs)

    def __deepcopy__(self, memo):
        # Nobody changes them: a copied form shows the same.
        return self


def options_of(choices):
    return choices.written if isinstance(choices, Options) else Options(choices).written
