"""What a person has typed and not saved: private drafts, and forms kept over a lost session."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone

from hoaip.models import Draft, KeptForm
from hoaip.reader import viewing_of

NEVER_KEPT = ("csrfmiddlewaretoken", "idempotency_key", "version", "confirm")
SECRET = ("password", "code", "otp", "token", "secret", "credential")
DRAFTS_A_PERSON = 60
COOKIE = "kept"


@dataclass(frozen=True)
class Typed:
    """What was typed: `data` as a QueryDict, the instant it was saved, and whether it was "kept" or a "draft"."""

    data: QueryDict
    saved_at: datetime
    origin: str


def typed(request, form_key):
    """What this person typed into this form before and has not saved, or None.

    A form kept over a lost session wins over the draft of an earlier refusal. Nothing while one views as another.
    """
    if viewing_of(request) is not None:
        return None
    kept = kept_for(request)
    if kept is not None and kept.path == request.path:
        return Typed(as_query(kept.fields), kept.expires_at - timezone.timedelta(hours=KeptForm.HOURS), "kept")
    draft = Draft.objects.filter(author=request.user, form=form_key).first()
    return Typed(as_query(draft.fields), draft.saved_at, "draft") if draft else None


def keep_draft(request, form_key):
    """Save what stands in the POST as this person's private draft of the form. Returns the instant."""
    now = timezone.now()
    fields = plain_fields(request.POST)
    if len(json.dumps(fields)) > KeptForm.MAX_BYTES:
        return None
    Draft.objects.update_or_create(
        author=request.user, form=form_key[:160], defaults={"fields": fields, "saved_at": now}
    )
    beyond = Draft.objects.filter(author=request.user).order_by("-saved_at").values_list("pk")[DRAFTS_A_PERSON:]
    Draft.objects.filter(pk__in=list(beyond.values_list("pk", flat=True))).delete()
    return now


def drop(request, form_key):
    """Forget what was typed into this form: it was saved, or its author threw it away."""
    Draft.objects.filter(author=request.user, form=form_key).delete()
    kept = kept_for(request)
    if kept is not None and kept.path == request.path:
        kept.delete()


def kept_for(request):
    """The unexpired form this browser holds the token of, or None."""
    token = request.COOKIES.get(cookie_name(request))
    if not token:
        return None
    return KeptForm.objects.filter(token_hash=digest(token), expires_at__gt=timezone.now()).first()


def cookie_name(request):
    """`__Host-` binds the cookie to this origin wherever cookies are secure."""
    return f"__Host-{COOKIE}" if request.is_secure() else COOKIE


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def plain_fields(fields):
    """{name: [values]} of a QueryDict without tokens, passwords and codes; NUL, which no column keeps, goes too."""
    return {
        name.replace("\x00", ""): [value.replace("\x00", "") for value in values]
        for name, values in fields.lists()
        if name not in NEVER_KEPT and not any(word in name.lower() for word in SECRET)
    }


def fill(form, data):
    """Put what was typed into an unbound form, so that it comes back without complaints. Returns the form."""
    for name, field in form.fields.items():
        prefixed = form.add_prefix(name)
        if prefixed in data or any(key.startswith(f"{prefixed}_") for key in data):
            form.initial[name] = field.widget.value_from_datadict(data, {}, prefixed)
    return form


def as_query(fields):
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data
