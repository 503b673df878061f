"""Widgets written as text: what comes out is what Django's templates write, blanks apart, and escaped."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from hoaip.widgets import Listed, ListedMultiple, Options, Renderer

CHOICES = [("", "none"), ("a", "A & B"), ("b", '<b>"quoted"</b>')]


def _bare(html):
    """The markup without blanks between tags, its attributes in one order."""
    html = re.sub(r">\s+", ">", re.sub(r"\s+<", "<", html))
    return re.sub(r"<(\w+)((?: [^<>]+)?)>", lambda m: f"<{m[1]} {' '.join(sorted(m[2].split()))}>", html)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (forms.CharField(max_length=20), 'a "quoted" <text>'),
        (forms.CharField(required=False), None),
        (forms.CharField(widget=forms.Textarea(attrs={"rows": 2})), "two\nlines & more"),
        (forms.CharField(widget=forms.HiddenInput), "7"),
        (forms.CharField(widget=forms.PasswordInput), "secret"),
        (forms.EmailField(), "a@example.org"),
        (forms.BooleanField(required=False), True),
        (forms.BooleanField(required=False), False),
        (forms.ChoiceField(choices=CHOICES), "a"),
        (forms.ChoiceField(choices=[("Group", CHOICES)]), "b"),
        (forms.MultipleChoiceField(choices=CHOICES), ["a", "b"]),
        (forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect), "b"),
        (forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple), ["b"]),
    ],
)
def test_a_widget_is_written_as_django_writes_it(field, value):
    attrs = {"id": "id_x", "aria-invalid": "true", "required": True, "disabled": False}

    ours = field.widget.render("x", value, attrs, Renderer())

    assert _bare(ours) == _bare(field.widget.render("x", value, attrs, DjangoTemplates()))


@pytest.mark.parametrize(
    ("listed", "plain", "value"),
    [
        (Listed, forms.Select, "b"),
        (Listed, forms.Select, None),
        (Listed, forms.Select, "unknown"),
        (ListedMultiple, forms.SelectMultiple, ["a", "b"]),
        (ListedMultiple, forms.SelectMultiple, None),
    ],
)
@pytest.mark.parametrize("choices", [CHOICES, Options(CHOICES)])
def test_listed_options_are_written_as_django_writes_them(listed, plain, value, choices):
    ours = listed(choices=choices).render("x", value, {"id": "id_x"})

    assert _bare(ours) == _bare(plain(choices=CHOICES).render("x", value, {"id": "id_x"}, DjangoTemplates()))


def test_a_field_checks_against_shared_options():
    field = forms.ChoiceField(choices=Options(CHOICES), widget=Listed)

    assert field.clean("a") == "a"
    with pytest.raises(forms.ValidationError):
        field.clean("c")
