"""The three last beats of a view with one plain form: the form, one action, the answer."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hoaip.accounts.recent import is_recent
from hoaip.errors import Stale
from hoaip.saving.answers import conflict, refused, version_of
from hoaip.saving.once import new_key, once
from hoaip.saving.typed import fill, keep_draft, typed


def save_form(
    request, make, *, write, to, template, said, form_key, context=None, current=None, stored=None, ask=None, grave=True
):
    """GET: the form, with what was typed before. POST: written once, a message, a redirect.

    - `make(data)` gives the form, unbound for None; `write(form)` runs the action on its cleaned fields;
      `to(result)` is the address that follows, `said` the message;
    - `current`: the row that is edited; its version goes into the page, and the form's own comes to `write` as
      `form.version`. A stale save is a 409 with both texts; `stored(row)` gives the stored ones as {field: text} where
      the fields are not the row's columns;
    - `ask(form, page)`: for a form that holds, the page that asks once more before it is written, or nothing where
      there is nothing to ask. It is sent again with `confirm=1`, and comes to `write` as `form.is_confirmed`;
    - a refused form is 422 with what was typed; `grave` steps ask for the password again and keep the form meanwhile.
    """
    if grave and (away := password_first(request, form_key)):
        return away
    page = {"form_key": form_key} | (context or {})
    if current is not None:
        page |= {"version": current.version}
    if request.method != "POST":
        before = typed(request, form_key)
        form = fill(make(None), before.data) if before else make(None)
        return render(request, template, page | {"form": form, "typed": before, "idempotency_key": new_key()})
    form = make(request.POST)
    if current is not None:
        form.version = version_of(request)
        page |= {"version": form.version}
    page |= {"form": form, "idempotency_key": request.POST.get("idempotency_key") or new_key()}
    form.is_confirmed = request.POST.get("confirm") == "1"
    if ask and not form.is_confirmed and form.is_valid() and (asked := ask(form, page)):
        return asked

    def do():
        valid(form)
        return write(form)

    try:
        answer = once(request, do, to, form_key=form_key)
    except Stale as error:
        kept = stored(error.current) if stored else None
        return conflict(request, form, error.current, str(error.current), stored=kept)
    except ValidationError as error:
        place_errors(form, error)
        return refused(request, template, page, form_key)
    messages.success(request, said)
    return answer


def password_first(request, form_key):
    """For a grave step: a redirect to the password when the sign-in is too old, else None. What was sent is kept."""
    if is_recent(request):
        return None
    if request.method == "POST":
        keep_draft(request, form_key)
        messages.warning(request, _("Nothing was saved yet: type your password, then send the form again."))
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")


def valid(form):
    """The cleaned fields; ValidationError when the form is refused.

    Asked inside `once`, so that the repetition of a form that was written gives the same answer, though what it asks
    for stands in its own way by now.
    """
    if not form.is_valid():
        raise ValidationError(_("The form was refused."))
    return form.cleaned_data


def place_errors(form, error):
    """Put what an action refused at its fields; what has no field stands at the head of the form."""
    if form.errors:
        return
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, sentences in error.error_dict.items():
        form.add_error(name if name in form.fields else None, sentences)
