"""The letters to oneself: what each is about and how it went, and what of them was read."""

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hoaip.calendar import whole
from hoaip.decorators import signed_in
from hoaip.language import page_language
from hoaip.models import OutboxMessage
from hoaip.post.kinds import templates_of
from hoaip.post.own_list import LetterList, address_of
from hoaip.post.reading import letters_to, mark_read
from hoaip.post.seen import seen_of


@require_safe
@signed_in
@never_cache
def letter_list(request):
    """Letters to the reader, newest first, by `group`, and those not read by `unread`."""
    return LetterList(request).answer("hoaip/letter_list.html", unread=request.user.unread_letters)


@require_safe
@signed_in
@never_cache
def letter_open(request, uid):
    """The way from the list to what a letter is about, which is read then; the list where there is no way any more.

    It marks although it is asked by GET, as a link that can be opened in another tab: a mark is only a mark, and
    asking for the head alone leaves none.
    """
    letter = own_letter(request, uid)
    if request.method == "GET":
        mark_read(letters_to(request.user).filter(pk=letter.pk), now=timezone.now())
    return redirect(address_of(letter, seen_of(request.user, [letter])) or "letters:letter_list")


@require_POST
@signed_in
def letter_read(request, uid):
    """One of one's own letters is read; nothing is opened."""
    letter = own_letter(request, uid)
    mark_read(letters_to(request.user).filter(pk=letter.pk), now=timezone.now())
    return redirect("letters:letter_list")


@require_POST
@signed_in
def letters_read(request):
    """All that stood in the list: of its kind `group`, where it was narrowed to one, those up to the letter `until`.

    One that came since stays unread, and so does one that the list did not show.
    """
    rows, group = letters_to(request.user), request.POST.get("group", "")
    if group:
        rows = rows.filter(template__in=templates_of(group))
    try:
        last = rows.get(uid=request.POST.get("until", ""))
    except (OutboxMessage.DoesNotExist, ValidationError):
        raise BadRequest(_("The list of letters has to say which letter is its newest. Open it again.")) from None
    number = mark_read(rows.filter(pk__lte=last.pk), now=timezone.now())
    said = ngettext("%(count)s letter is marked as read.", "%(count)s letters are marked as read.", number)
    messages.success(request, said % {"count": whole(number, page_language())})
    return redirect("letters:letter_list")


def own_letter(request, uid):
    """A letter to the reader; Http404 for anybody else's, the same as if it were not there."""
    letter = letters_to(request.user).filter(uid=uid).first()
    if letter is None:
        raise Http404
    return letter
