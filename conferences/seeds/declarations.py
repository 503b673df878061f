"""Known declarations and statements, out of the reference data: by title, and one of them in short summaries."""

from datetime import date

from django.db.models import Q

from conferences.actions.declarations import TEXTS, seal_imported, tag_imported
from conferences.events import tell_sealed
from conferences.models import Declaration, Paragraph
from hoaip.action import action, authorise
from hoaip.events import told
from hoaip.imports import CHANGED, CREATED, KEPT, SAME, address, differs, facts, write
from hoaip.models import AuditEntry
from hoaip.permissions import Permission
from hoaip.seeds import in_tongues


@action
def seed_declarations(entries, *, meetings, cbms, by, tally):
    """Write the declarations and their paragraphs, and seal them. Returns {slug: Declaration}.

    What is sealed keeps its words, whatever the data says now; its source and its tags are corrected, unless a person
    has written since. A text of the same meeting and kind that a person entered before stands in place of ours.
    """
    authorise(by, Permission.IMPORT_FACT)
    found, standing = {}, told("declaration.sealed")
    uids = {entry["slug"]: address("declaration", entry["slug"]) for entry in entries}
    sealed = set(Declaration.objects.filter(uid__in=uids.values(), state="sealed").values_list("uid", flat=True))
    for entry in entries:
        slug, meeting = entry["slug"], meetings[entry["meeting"]]
        is_sealed = uids[slug] in sealed
        words = words_of(entry, meeting)
        declaration, what = write(
            Declaration,
            uids[slug],
            facts(entry) if is_sealed else words | facts(entry),
            by=by,
            event="declaration.import",
            known=Q(slug=slug) | Q(meeting=meeting, kind=entry["kind"], is_imported=False),
        )
        if is_sealed and what == SAME and differs(declaration, words):
            what = KEPT
        tally.add("declarations", what)
        found[slug] = declaration
        if declaration.uid != uids[slug]:
            continue
        for each in entry.get("paragraphs", ()):
            tally.add("paragraphs", seed_paragraph(declaration, each, is_sealed=is_sealed, cbms=cbms, by=by))
        if not is_sealed and what == CREATED:
            found[slug] = seal_imported(declaration, by=by)
        elif is_sealed and (what == CHANGED or declaration.uid not in standing):
            tell_sealed(declaration)
    return found


def words_of(entry, meeting):
    """The columns of a declaration that its seal covers, and where it belongs."""
    day = entry.get("agreed_on")
    return {
        "slug": entry["slug"],
        "meeting": meeting,
        "process": meeting.process,
        "kind": entry["kind"],
        **in_tongues(entry, "title"),
        "agreed_on": date.fromisoformat(day) if day else meeting.ends_on,
        "is_summary": entry.get("is_summary", False),
    }


def seed_paragraph(declaration, entry, *, is_sealed, cbms, by):
    """One paragraph with its tags; of a sealed text its tags alone. Returns what became of it."""
    uid = address("paragraph", f"{declaration.slug}:{entry['number']}")
    words = {name: entry.get(name, "") for name in TEXTS}
    tags = {"pillar": entry.get("pillar", ""), "theme": entry.get("theme", "")}
    tags["is_actionable"] = entry.get("is_actionable", False)
    wanted = sorted(entry.get("cbms", ()))
    if not is_sealed:
        values = {"declaration": declaration, "number": entry["number"], **words, **tags}
        paragraph, what = write(Paragraph, uid, values, by=by, event="paragraph.import")
        if wanted:
            tag_imported(paragraph, cbms=[cbms[code] for code in wanted], by=by, **tags)
        return what
    paragraph = Paragraph.objects.filter(uid=uid).prefetch_related("cbms").first()
    if paragraph is None or differs(paragraph, words):
        return KEPT
    if not differs(paragraph, tags) and sorted(cbm.code for cbm in paragraph.cbms.all()) == wanted:
        return SAME
    if AuditEntry.objects.filter(object_uid=str(uid)).exclude(actor_uid=by.uid).exists():
        return KEPT
    tag_imported(paragraph, cbms=[cbms[code] for code in wanted], by=by, **tags)
    return CHANGED
