"""What happened, told for timelines and digests: derived from actions, and no proof (the audit is)."""

from hoaip.models import Event


def tell(kind, obj, *, on, anchors, public_text="", internal_text="", is_public=False):
    """One event about `obj` on a day; `anchors` are CBMs, stakeholders and processes whose timelines it stands in."""
    return Event.objects.create(
        on=on,
        kind=kind,
        object_type=obj._meta.label_lower,
        object_uid=obj.uid,
        anchors=sorted({anchor_name(anchor) for anchor in anchors}),
        is_public=is_public,
        public_text=public_text,
        internal_text=internal_text,
    )


def anchor_name(anchor):
    """ "cbm:dm", "stakeholder:pakistan", "process:hoa-ip"."""
    key = anchor.code if anchor._meta.model_name == "cbm" else anchor.slug
    return f"{anchor._meta.model_name}:{key}"
