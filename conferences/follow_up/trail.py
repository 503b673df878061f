"""The trail: from a paragraph to its commitments, their actions and what shows these, as far as one reader may know.

Reading alone; the number of statements does not depend on how much stands behind a paragraph.
"""

from conferences.lists.commitments import as_ruled
from conferences.models import Action, ActionEvidence, Commitment
from hoaip.models import Document


def follow(paragraphs, user, reading):
    """Give each paragraph its `told_commitments`, each of these its `told_actions`, each of these its `told_documents`.

    `told_words` are the words that show an action, for who may read them (`reading`). Five statements at most. Returns
    the paragraphs.
    """
    rows = as_ruled(Commitment.objects.visible_to(user), user).filter(paragraph__in=[each.pk for each in paragraphs])
    commitments = list(rows.prefetch_related("owners").order_by("number", "pk"))
    follow_commitments(commitments, user, reading)
    for paragraph in paragraphs:
        paragraph.told_commitments = [each for each in commitments if each.paragraph_id == paragraph.pk]
    return paragraphs


def follow_commitments(commitments, user, reading):
    """Give each commitment its `told_actions`, with what shows them. Three statements at most."""
    rows = Action.objects.visible_to(user).filter(commitment__in=[each.pk for each in commitments])
    actions = list(rows.select_related("owner", "cbm").order_by("due_on", "pk"))
    _show(actions, user, reading)
    for commitment in commitments:
        commitment.told_actions = [each for each in actions if each.commitment_id == commitment.pk]


def _show(actions, user, reading):
    """What shows each action: documents this reader may know of, and the words where words are read."""
    shown = {each.pk: each for each in actions if reading.reads_evidence(each) or each.state == Action.State.VERIFIED}
    for action in actions:
        action.told_documents, action.told_words = [], []
    evidence = list(ActionEvidence.objects.filter(action__in=list(shown)).order_by("at", "pk"))
    documents = [each.document_id for each in evidence if each.document_id]
    seen = Document.objects.visible_to(user).filter(pk__in=documents, deleted_at__isnull=True)
    known = {each.pk: each for each in seen}
    for each in evidence:
        action = shown[each.action_id]
        if each.document_id in known:
            action.told_documents.append(known[each.document_id])
        if each.text and reading.reads_evidence(action):
            action.told_words.append(each.text)
