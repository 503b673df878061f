"""Edited texts that a language lacks: settings.UNTRANSLATED."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaip.models import PublicText
from hoaip.texts.registry import delivered, registered
from hoaip.untranslated import Kind


def kinds():
    known = [text.key for room in registered() for text in room.texts]
    return [
        Kind(
            _("Texts of pages and letters"),
            PublicText.objects.filter(key__in=known).order_by("key"),
            {"text": _("text")},
            lambda row: reverse("texts:text_edit", kwargs={"key": row.key}),
            lambda row: str(delivered(row.key).place),
        )
    ]
