"""Idempotency: the same form sent twice is one object and the same answer."""

import hashlib
import json
import re
import uuid

from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from hoaip.action import enclosed
from hoaip.language import language_of_path
from hoaip.models import IdempotencyKey
from hoaip.saving.typed import drop

# Not part of what was asked for.
APART = {"csrfmiddlewaretoken", "idempotency_key"}


class KeyReused(Exception):
    """The key was spent on another body: answered 422 with the sentence."""


def new_key():
    """A fresh key for the hidden field of a creating form."""
    return uuid.uuid4().hex


def page_key(request):
    """The one key of the forms on a page that is kept (hoaip/public_cache): each answer of it carries a fresh one."""
    if not hasattr(request, "page_key"):
        request.page_key = new_key()
    return request.page_key


def once(request, do, to, *, form_key=None):
    """Run `do()` at most once for this person, route and `idempotency_key`; redirect to `to(result)`.

    Where the address is known beforehand, `to` is that address.

    - the same key with the same fields gives the first answer again and does nothing;
    - the same key with other fields raises KeyReused;
    - whatever `do` raises passes through, nothing is written and the key stays unspent;
    - with `form_key`, what was typed into that form and not saved goes in the same transaction.
    The key is claimed before and in the transaction of `do`, so that of two at once the second waits for the first.
    """
    key = request.POST.get("idempotency_key", "")
    if not re.fullmatch(r"[\w-]{8,64}", key):
        key = new_key()
    claim = {"user": request.user, "route": route_of(request), "key": key}
    body = body_hash(request.POST, request.FILES)
    try:
        with transaction.atomic():
            location = "" if callable(to) else to
            row = IdempotencyKey.objects.create(**claim, body_hash=body, location=location)
            if form_key:
                # Before the action: after its last statement, the chain's lock, no row is locked any more.
                drop(request, form_key)
            result = _enclosed(do)
            if callable(to):
                location = to(result)
                IdempotencyKey.objects.filter(pk=row.pk).update(location=location)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != "hoaip_idempotencykey_once":
            raise
        earlier = IdempotencyKey.objects.get(**claim)
        if earlier.body_hash != body:
            raise KeyReused(
                _("This form was sent before with other content. Open a fresh form, so that nothing is mixed up.")
            ) from None
        location = earlier.location
    return HttpResponseRedirect(location)


def _enclosed(do):
    token = enclosed.set(True)
    try:
        return do()
    finally:
        enclosed.reset(token)


def route_of(request):
    """The address without its language, at most 100 characters."""
    code = language_of_path(request.path)
    bare = request.path if code == "en" else request.path[len(code) + 1 :]
    return bare[:100]


def body_hash(fields, files=None):
    """SHA-256 over the fields (a QueryDict) without key and CSRF token, whatever their order, and over the files."""
    plain = sorted((name, values) for name, values in fields.lists() if name not in APART)
    for name, uploads in sorted(files.lists()) if files else ():
        plain.append((name, [f"{upload.name} {upload.size} {digest_of(upload)}" for upload in uploads]))
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def digest_of(upload):
    """SHA-256 of an uploaded file, which is left as it was found: at its beginning."""
    total = hashlib.sha256()
    for piece in upload.chunks():
        total.update(piece)
    upload.seek(0)
    return total.hexdigest()
