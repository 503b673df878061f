"""The record of a meeting: a revision with its comments, how two differ, and the steps of its life."""

from django.core.exceptions import BadRequest
from django.db.models import F, Prefetch, Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cbms.circle import called
from hoaip import access_log
from hoaip.action import refusal
from hoaip.decorators import public, reader, requires
from hoaip.errors import Refused
from hoaip.grants import can
from hoaip.ladder import Rung
from hoaip.language import localized, page_language
from hoaip.models import Document
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.saving.save import save_form
from hoaip.workflow import begins
from meetings import actions
from meetings.actions.record_publishing import agreed_of, refuse_public
from meetings.actions.records import (
    comments_until,
    may_be_corrected,
    newest_of,
    refuse_late,
    texts_of,
)
from meetings.forms.log import paragraphs_of
from meetings.forms.records import AnswerForm, CommentForm, CorrectionForm, StepForm
from meetings.models import Meeting, MeetingCbm, MeetingDocument, RecordComment, RecordRevision
from meetings.names import headline
from meetings.parts import attendance_groups
from meetings.reading import is_draft, may_see_persons
from meetings.records import address_of, compare, own_of, way_on

FORM = ["GET", "HEAD", "POST"]
VIEWS = ("side", "inline")


def in_full(revisions):
    """With each revision its meeting, and what asks for rights on it."""
    pairs = MeetingCbm.objects.select_related("cbm__process").order_by("pk")
    people = ("circulated_by", "agreed_by", "published_by", "recalled_by")
    rows = revisions.select_related("meeting__process", "meeting__host", *people)
    return rows.prefetch_related(Prefetch("meeting__pairs", pairs))


def frame_of(revision):
    """What every page about a revision says of it."""
    meeting = revision.meeting
    pairs = list(meeting.pairs.all())
    return {
        "revision": revision,
        "meeting": meeting,
        "title": headline(meeting),
        "circle": _(", ").join(localized(pair.cbm, "name")[0] for pair in pairs),
    }


@require_safe
@shared
@public(on=RecordRevision, reads=in_full)
def record_detail(request, revision):
    """A revision: where it stands, its numbered paragraphs with what was said of each, the others, what one can do."""
    user, meeting = reader(request), revision.meeting
    if is_draft(meeting):
        access_log.note(request, "read_draft")
    revisions = list(revisions_of(meeting, user))
    comments = comments_on(revision, user)
    keeps = can(user, Permission.KEEP_RECORD, meeting)
    newer = next((row for row in revisions if row.number > revision.number and row.is_agreed), None)
    by_paragraph = {}
    for comment in comments:
        by_paragraph.setdefault(comment.paragraph_id, []).append(comment)
    paragraphs = [(row, by_paragraph.get(row.pk, ())) for row in revision.paragraphs.order_by("number")]
    states = {comment.state for comment in comments}
    way = way_on(revision, user, request.today, states=states)
    is_circulated = revision.state == "circulated"
    first_open = next((comment for comment in comments if comment.state == "open"), None)
    if way and keeps and is_circulated and first_open:
        way = way[0], reverse("meetings:record_answer", kwargs={"uid": first_open.uid})
    takes = revision.takes_comments(request.today)
    context = frame_of(revision) | {
        "paragraphs": paragraphs,
        "comments": comments,
        "reads_comments": bool(comments) or keeps or revision.state in ("circulated", "recalled"),
        "groups": attendance_groups(meeting, with_heads=may_see_persons(user, meeting)),
        "revisions": revisions,
        "others": [row for row in revisions if row.pk != revision.pk],
        "superseded_by": newer if revision.is_agreed else None,
        "way": way,
        "takes_comments": takes,
        "may_comment": takes and can(user, Permission.COMMENT_ON_RECORD, revision),
        "may_answer": is_circulated and keeps,
        "may_correct": keeps and revision.is_agreed and newer is None and not is_draft(meeting),
        "steps": steps_on(revision, user, keeps, way, states),
        "internal": keeps,
    }
    return render(request, "meetings/record_detail.html", context)


def revisions_of(meeting, user):
    """The revisions of a meeting that a reader may read, newest first, with who circulated each."""
    rows = RecordRevision.objects.visible_to(user).filter(meeting=meeting)
    return rows.select_related("circulated_by").newest_first()


def comments_on(revision, user):
    """What was said of a revision, as far as a reader reads it, each with the name of its state or organization."""
    language = page_language()
    rows = RecordComment.objects.visible_to(user).filter(paragraph__revision=revision)
    found = list(rows.select_related("stakeholder", "author", "answered_by", "paragraph").order_by("created_at", "pk"))
    for row in found:
        row.name = called(row.stakeholder, language)
    return found


def steps_on(revision, user, keeps, way, states):
    """[(words, address)] of the steps this reader may take now, apart from the one that is next.

    `states` are those of its comments: with one that waits for an answer, or for another text, it is not agreed.
    """
    meeting = revision.meeting
    found = []
    if revision.state == "circulated" and keeps:
        found = [(_("Recall it"), "recall")]
        if not states & {"open", "taken"}:
            found.insert(0, (_("Mark as agreed"), "agree"))
    elif revision.stands_as == "agreed" and not is_draft(meeting):
        if keeps and revision.rung < Rung.PARTICIPANTS:
            found.append((_("Share with the participants"), "share"))
        if can(user, Permission.PUBLISH_RECORD, meeting):
            found += publishing_steps(revision)
    taken = way[1] if way else ""
    return [(words, address_of(revision, step)) for words, step in found if address_of(revision, step) != taken]


def publishing_steps(revision):
    """[(words, step)] of publishing an agreed text: at once, and at a moment."""
    if revision.public_from is None:
        return [(_("Publish"), "publish"), (_("Publish at a moment"), "schedule")]
    return [
        (_("Move the moment of publishing"), "schedule"),
        (_("Withdraw the moment of publishing"), "unschedule"),
        (_("Publish now"), "publish"),
    ]


@require_safe
@shared
@public(on=RecordRevision, reads=in_full)
def record_compare(request, revision):
    """How two revisions differ, paragraph by paragraph: `?with=` the other's number, `?view=side` or `inline`."""
    others = {str(row.number): row for row in revisions_of(revision.meeting, reader(request)) if row != revision}
    if not others:
        raise Http404
    name = request.GET.get("with") or next(
        (number for number, row in others.items() if row.number < revision.number), next(iter(others))
    )
    view = request.GET.get("view", "side")
    if name not in others or view not in VIEWS:
        raise BadRequest(_("These two cannot be compared here. Choose a revision of this record from the list."))
    if is_draft(revision.meeting):
        access_log.note(request, "read_draft")
    before, after = sorted((revision, others[name]), key=lambda row: row.number)
    changes = compare(texts_of(before), texts_of(after))
    context = frame_of(revision) | {
        "others": others,
        "name": name,
        "view": view,
        "before": before,
        "after": after,
        "changes": [each for each in changes if each.words is not None],
        "alike": sum(each.words is None for each in changes),
    }
    return render(request, "meetings/record_compare.html", context)


@require_http_methods(FORM)
@requires(Permission.COMMENT_ON_RECORD, on=RecordRevision)
def record_comment(request, revision):
    """A delegate comments on a paragraph, for the own state or organization; `?paragraph=` chooses one."""
    own = own_of(request.user, revision)
    if not own:
        raise Refused(refusal(Permission.COMMENT_ON_RECORD))
    if request.method != "POST":
        refuse_late(revision, request.today)
    paragraphs = list(revision.paragraphs.order_by("number"))
    initial = {"paragraph": request.GET.get("paragraph", "")}
    if len(own) == 1:
        initial["stakeholder"] = next(iter(own)).slug

    def write(form):
        given = form.cleaned_data
        return actions.comment_on_record(
            revision,
            stakeholder=given["stakeholder"],
            paragraph=given["paragraph"].number,
            text=given["text"],
            today=request.today,
            by=request.user,
        )

    return save_form(
        request,
        lambda data: CommentForm(data, initial=initial, own=own, paragraphs=paragraphs),
        write=write,
        to=lambda comment: f"{address_of(revision)}#comment-{comment.uid}",
        template="meetings/record_step.html",
        said=_("The comment is saved. The focal point answers it."),
        form_key=f"record:comment:{revision.uid}",
        context=frame_of(revision)
        | {
            "heading": _("Comment on the record"),
            "words": _("Send the comment"),
            "sentence": _("Everybody to whom the record is circulated reads it, and what becomes of it."),
        },
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_RECORD, on=RecordComment)
def record_answer(request, comment):
    """Say whether a comment is taken up, and in words what becomes of it."""
    revision = comment.paragraph.revision
    if request.method != "POST":
        begins(revision, "recall")
    initial = {"answer": comment.answer, "is_taken": {"taken": "yes", "not_taken": "no"}.get(comment.state, "")}
    return save_form(
        request,
        lambda data: AnswerForm(data, initial=initial),
        write=lambda form: actions.answer_record_comment(
            comment, version=form.version, by=request.user, **form.cleaned_data
        ),
        to=lambda comment: f"{address_of(revision)}#comment-{comment.uid}",
        template="meetings/record_step.html",
        said=_("The answer is saved."),
        form_key=f"record:answer:{comment.uid}",
        context=frame_of(revision)
        | {
            "comment": comment,
            "name": called(comment.stakeholder, page_language()),
            "heading": _("Answer a comment"),
            "words": _("Save the answer"),
            "sentence": _("A text that is circulated does not change: what is taken up needs it to be recalled."),
        },
        current=comment,
        grave=False,
    )


# What each step asks for, what it says before, and what it says when done.
STEPS = {
    "agree": (
        gettext_lazy(
            "The text is frozen for good: a later change is a correction, with its reason. The meeting can be closed."
        ),
        gettext_lazy("The record is agreed."),
    ),
    "recall": (
        gettext_lazy(
            "It is taken back and can be changed. Of the first text the meeting is held again and its form takes the "
            "changes; a correction leaves the agreed text as it is."
        ),
        gettext_lazy("The record is recalled."),
    ),
    "share": (
        gettext_lazy("Delegates of every state and organization of the process read the record and the outcomes."),
        gettext_lazy("The participants read it now."),
    ),
    "publish": (
        gettext_lazy(
            "Everybody reads the record and the outcomes, also without an account; the outcomes are frozen. It is not "
            "taken back: a mistake is corrected by a new revision."
        ),
        gettext_lazy("The record is published."),
    ),
}


# How far the documents that follow a record are seen after a step.
REACH = {"share": Rung.PARTICIPANTS, "publish": Rung.PUBLIC}


def papers_along(meeting, rung, user):
    """The documents of a meeting that more people read once its record is read as far as that rung."""
    wider = Q(rung__isnull=True) | Q(rung__gt=F("ceiling"))
    rows = Document.objects.visible_to(user).filter(wider, follows="record", ceiling__lt=rung, deleted_at__isnull=True)
    return list(rows.filter(pk__in=MeetingDocument.objects.filter(meeting=meeting).values("document")).order_by("pk"))


def record_step(name):
    """The view of one step on a revision: GET explains and asks, POST takes it; 409 when it is in another state."""
    step = {each.name: each for each in RecordRevision.TRANSITIONS}[name]
    sentence, said = STEPS[name]

    @require_http_methods(FORM)
    @requires(step.permission, on=RecordRevision)
    def view(request, revision):
        if request.method != "POST":
            begins(revision, name)
            if name in REACH:
                refuse_public(revision)
        early = name == "agree" and revision.takes_comments(request.today)
        asks = {"reason": True} if step.needs_reason else {}
        if early:
            asks = {"reason": True, "label": _("How it was agreed")}

        def write(form):
            given = {"today": request.today} if name == "agree" else {}
            return getattr(actions, f"{name}_record")(
                revision, version=form.version, by=request.user, **form.cleaned_data, **given
            )

        return save_form(
            request,
            lambda data: StepForm(data, **asks),
            write=write,
            to=lambda row: address_of(row),
            template="meetings/record_step.html",
            said=said,
            form_key=f"record:{name}:{revision.uid}",
            context=frame_of(revision)
            | {"step": name, "heading": step.label, "words": step.label, "sentence": sentence, "is_early": early}
            | ({"papers": papers_along(revision.meeting, REACH[name], request.user)} if name in REACH else {})
            | ({"is_silent": not early and not comments_on(revision, request.user)} if name == "agree" else {}),
            current=revision,
            grave=False,
        )

    view.__name__ = view.__qualname__ = f"record_{name}"
    view.__doc__ = str(step.label)
    return view


@require_http_methods(FORM)
@requires(Permission.KEEP_RECORD, on=Meeting)
def record_correct(request, meeting):
    """Circulate a correction of the agreed record; `?from=` the number of a revision whose text is taken up again."""
    if request.method != "POST":
        may_be_corrected(meeting)
    name = request.GET.get("from", "")
    rows = list(revisions_of(meeting, request.user))
    start = next((row for row in rows if str(row.number) == name), None) if name else agreed_of(meeting).first()
    if start is None and request.method != "POST":
        raise BadRequest(_("This record has no revision of that number. Choose one of the list."))
    if start is None:
        # What was typed is not lost over the number in the address.
        start = agreed_of(meeting).first()
    if start is None:
        may_be_corrected(meeting)
    initial = {
        "record": "\n\n".join(texts_of(start)),
        "comment_until": comments_until(request.today),
    }
    if name:
        initial["reason"] = _("The text of revision %(number)s is restored: ") % {"number": start.number}

    def write(form):
        given = form.cleaned_data
        return actions.correct_record(
            meeting,
            paragraphs=paragraphs_of(given["record"]),
            reason=given["reason"],
            until=given["comment_until"],
            after=form.version,
            today=request.today,
            by=request.user,
        )

    return save_form(
        request,
        lambda data: CorrectionForm(data, initial=initial),
        write=write,
        to=lambda row: address_of(row),
        template="meetings/record_step.html",
        said=_("The correction is circulated for comments."),
        form_key=f"record:correct:{meeting.uid}",
        context=frame_of(start)
        | {
            "heading": _("Correct the record"),
            "words": _("Circulate the correction"),
            "sentence": _(
                "It is the next revision, agreed and published by the same steps. The agreed text stays readable."
            ),
        },
        current=newest_of(meeting),
        stored=lambda row: {"record": "\n\n".join(texts_of(row))},
        grave=False,
    )
