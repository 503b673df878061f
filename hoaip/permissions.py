"""Who may do what: one table. A leaf: it imports nothing of ours.

Rows are by permission because people ask "who may waive a flag?". The administrators' page, the documentation,
the command `permissions_matrix` and the tests all read `MATRIX`; whether something may be *seen* is not here but in
each model's `visible_to`, because it depends on the thing's own state.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is to an anchor today. Everything but PUBLIC and SYSTEM is derived from dated rows."""

    FOCAL_POINT = "focal_point", _("Focal point")
    REVIEWER = "reviewer", _("Ministry staff")
    DIRECTOR = "director", _("Director")
    ADMINISTRATOR = "administrator", _("Administrator")
    LEAD = "lead", _("Delegate of a lead")
    CO_LEAD = "co_lead", _("Delegate of a co-lead")
    PARTICIPATING = "participating", _("Delegate of a participating country")
    SUPPORTING = "supporting", _("Delegate of a supporter")
    DELEGATE = "delegate", _("Delegate")
    DELEGATION_MANAGER = "delegation_manager", _("Manager of a delegation’s accounts")
    PARTICIPANT = "participant", _("Delegate in the process")
    PUBLIC = "public", _("Public")
    SYSTEM = "system", _("The portal itself")


# On which kind of anchor a role is held.
PROCESS_ROLES = (Role.REVIEWER, Role.DIRECTOR, Role.ADMINISTRATOR, Role.PARTICIPANT)
STAKEHOLDER_ROLES = (Role.DELEGATE, Role.DELEGATION_MANAGER)
CBM_ROLES = (Role.FOCAL_POINT, Role.LEAD, Role.CO_LEAD, Role.PARTICIPATING, Role.SUPPORTING)

# The ladder of product.md 11: each group includes the one before it.
MINISTRY = frozenset({Role.FOCAL_POINT, Role.REVIEWER, Role.DIRECTOR})
FRAME = MINISTRY | {Role.ADMINISTRATOR}
MEMBERS = frozenset({Role.LEAD, Role.CO_LEAD, Role.PARTICIPATING, Role.SUPPORTING})


class Permission(TextChoices):
    """What can be done. A permission checked on a CBM needs a role held on that CBM or on its process."""

    PLAN_MEETING = "plan_meeting", _("Plan or log a meeting")
    TAKE_FORM = "take_form", _("Take the form of a meeting along as a file")
    EDIT_MEETING = "edit_meeting", _("Edit a meeting, its attendance and outcomes")
    RUN_MEETING = "run_meeting", _("Announce, invite, hold, postpone, replan, cancel, circulate")
    APPROVE_MEETING = "approve_meeting", _("Approve a meeting that is asked for, or not")
    VIEW_REQUESTS = "view_requests", _("See the meetings that wait for approval")
    CLOSE_MEETING = "close_meeting", _("Close a meeting")
    REOPEN_MEETING = "reopen_meeting", _("Reopen a meeting")
    ANNUL_MEETING = "annul_meeting", _("Annul a meeting logged by mistake")
    CORRECT_ORDINAL = "correct_ordinal", _("Correct the number of a meeting")
    KEEP_RECORD = "keep_record", _("Answer comments on a record; recall, agree, correct or share it")
    PUBLISH_RECORD = "publish_record", _("Publish a record")
    COMMENT_ON_RECORD = "comment_on_record", _("Comment on a record that is circulated, for one’s own state")
    READ_DRAFT = "read_draft", _("Read outcomes and record before circulation")
    READ_CIRCULATED = "read_circulated", _("Read outcomes and record once circulated")
    VIEW_INVITATIONS = "view_invitations", _("See who is invited to a meeting and what each answered")
    ANSWER_INVITATION = "answer_invitation", _("Answer an invitation of one’s own state or organization")
    ENTER_INVITATION_ANSWER = (
        "enter_invitation_answer",
        _("Enter the answer to an invitation on behalf of a state, marked as such"),
    )

    ADD_DOCUMENT = "add_document", _("Add a document, replace its file, say who can see it")
    DELETE_DOCUMENT = "delete_document", _("Delete and restore a document")
    ORDER_PURGE = "order_purge", _("Order that the files of a deleted document are destroyed")
    PURGE_DOCUMENT = "purge_document", _("Destroy the files of a deleted document as ordered")

    DRAFT_PLAN = "draft_plan", _("Draft an Implementation Plan")
    DRAFT_SHARED_PLAN = "draft_shared_plan", _("Draft an Implementation Plan that is shared with the leads")
    SUBMIT_PLAN = "submit_plan", _("Submit a plan for review, or recall it")
    COMMENT_ON_PLAN = "comment_on_plan", _("Comment on a plan, and answer comments")
    REVIEW_PLAN = "review_plan", _("Review a version that is not one’s own: clear it or return it")
    CONSULT_CAPITALS = "consult_capitals", _("Open, extend or withdraw a consultation with the capitals")
    VIEW_CONSULTATION = "view_consultation", _("See the consultations of one’s own CBMs, state or organization")
    ANSWER_CONSULTATION = "answer_consultation", _("Give the position of one’s own state or organization")
    ANSWER_ON_BEHALF = "answer_on_behalf", _("Enter a position or an answer on behalf of a state, marked as such")
    JUDGE_CONSULTATION = "judge_consultation", _("Confirm that an objection breaks a consultation")
    CONCLUDE_CONSULTATION = "conclude_consultation", _("Conclude a consultation that has expired")
    RECORD_PLAN_EVENT = "record_plan_event", _("Record that a body discussed or endorsed a plan")
    ADOPT_PLAN = "adopt_plan", _("Record the adoption of a plan")
    WITHDRAW_PLAN = "withdraw_plan", _("Withdraw a plan, or reopen it")
    REPORT_PROGRESS = "report_progress", _("Report on the activities of a plan")
    ACCEPT_PROGRESS = "accept_progress", _("Accept or return reports, lock and unlock a period")
    PROPOSE_MILESTONE = "propose_milestone", _("Propose a milestone, or another day for it")
    ACCEPT_MILESTONE = "accept_milestone", _("Accept, achieve or drop a milestone")

    WRITE_DECLARATION = "write_declaration", _("Write what a meeting declared, tag its paragraphs")
    SEAL_DECLARATION = "seal_declaration", _("Seal what was declared: its words do not change any more")
    KEEP_DELEGATIONS = "keep_delegations", _("Keep the list of delegations to a conference")
    KEEP_COMMITMENTS = "keep_commitments", _("Register, correct, withdraw and merge commitments")
    ANSWER_COMMITMENT = "answer_commitment", _("Confirm, correct or dispute a commitment of one’s own state")
    WORK_ON_COMMITMENT = "work_on_commitment", _("Begin a commitment, or say that it is completed")
    JUDGE_COMMITMENT = "judge_commitment", _("Record a commitment as completed, return or reopen it")
    KEEP_ACTIONS = "keep_actions", _("Add, reassign and cancel actions")
    WORK_ON_ACTION = "work_on_action", _("Begin an action, add evidence, say that it is done")
    VERIFY_ACTION = "verify_action", _("Verify or return an action that somebody else claimed")
    KEEP_INITIATIVES = "keep_initiatives", _("Keep initiatives, what they said and what arrived")
    CARRY_MEASURE = "carry_measure", _("Carry a proposal for a measure from the idea to its discussion")
    ADOPT_MEASURE = "adopt_measure", _("Record that a proposed measure was adopted")
    KEEP_PROGRAMMES = "keep_programmes", _("Keep programmes of regional organizations")
    VIEW_ENGAGEMENT = "view_engagement", _("See the engagement of states")
    VIEW_BRIEF = "view_brief", _("Draw up a brief")
    HAND_OVER = "hand_over", _("Hand over a CBM to a successor")
    VIEW_AS = "view_as", _("See pages as a stakeholder or the public would")

    VIEW_BOARD = "view_board", _("See the two-a-year board and its flags")
    ACKNOWLEDGE_FLAG = "acknowledge_flag", _("Acknowledge and explain a flag")
    WAIVE_FLAG = "waive_flag", _("Waive a flag or lift a waiver")
    MOVE_FLAG = "move_flag", _("Raise, change and resolve flags")
    CHANGE_TARGET = "change_target", _("Change the target of this year or a later one")
    CHANGE_PAST_TARGET = "change_past_target", _("Change the target of a past year")
    CHANGE_STANDING = "change_standing", _("Suspend, conclude or resume a CBM")

    MANAGE_STAKEHOLDERS = "manage_stakeholders", _("Change stakeholders and their names")
    MANAGE_ROLES = "manage_roles", _("Change memberships, roles and focal points")
    MANAGE_ACCOUNTS = "manage_accounts", _("Invite, change and deactivate accounts")
    MANAGE_DELEGATION = (
        "manage_delegation",
        _("Invite the delegates of one’s own state or organization, and end their access"),
    )
    MANAGE_CONFERENCES = "manage_conferences", _("Change conferences and who chairs")
    MANAGE_SETTINGS = "manage_settings", _("Change settings, holidays and public texts")
    VIEW_PERSONS = "view_persons", _("See persons and their contact data")
    KEEP_PERSONS = "keep_persons", _("Keep persons and technical focal points")
    CONFIRM_CONTACT = "confirm_contact", _("Confirm a technical focal point")
    VIEW_INTERESTS = "view_interests", _("See expressions of interest")
    PROPOSE_ROLE = "propose_role", _("Propose a role for one’s own state or organization")
    WITHDRAW_INTEREST = "withdraw_interest", _("Withdraw an expression of interest")
    BRING_INTEREST = "bring_interest", _("Bring an expression of interest to a meeting")
    DECIDE_INTEREST = "decide_interest", _("Turn an expression of interest into a role, or decline it")
    WATCH_HOUSE = "watch_house", _("Watch the portal's jobs and ask for one to run")
    CONFIRM_FACT = "confirm_fact", _("Confirm or dispute a fact")
    IMPORT_FACT = "import_fact", _("Import known history")
    KEEP_HOUSE = "keep_house", _("Run the portal's periodic jobs")


MATRIX: dict[Permission, frozenset[Role]] = {
    Permission.PLAN_MEETING: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.TAKE_FORM: frozenset({Role.FOCAL_POINT, Role.REVIEWER, Role.LEAD, Role.CO_LEAD}),
    Permission.EDIT_MEETING: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.RUN_MEETING: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.APPROVE_MEETING: frozenset({Role.REVIEWER, Role.DIRECTOR}),
    Permission.VIEW_REQUESTS: MINISTRY,
    Permission.CLOSE_MEETING: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.REOPEN_MEETING: frozenset({Role.REVIEWER}),
    Permission.ANNUL_MEETING: frozenset({Role.REVIEWER}),
    Permission.CORRECT_ORDINAL: frozenset({Role.REVIEWER}),
    Permission.KEEP_RECORD: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.PUBLISH_RECORD: frozenset({Role.REVIEWER}),
    Permission.COMMENT_ON_RECORD: frozenset({Role.DELEGATE}),
    Permission.READ_DRAFT: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.READ_CIRCULATED: MINISTRY | MEMBERS,
    Permission.VIEW_INVITATIONS: MINISTRY | MEMBERS,
    Permission.ANSWER_INVITATION: frozenset({Role.DELEGATE}),
    Permission.ENTER_INVITATION_ANSWER: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.ADD_DOCUMENT: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.DELETE_DOCUMENT: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.ORDER_PURGE: frozenset({Role.DIRECTOR}),
    Permission.PURGE_DOCUMENT: frozenset({Role.ADMINISTRATOR}),
    Permission.DRAFT_PLAN: frozenset({Role.FOCAL_POINT}),
    Permission.DRAFT_SHARED_PLAN: frozenset({Role.FOCAL_POINT, Role.LEAD, Role.CO_LEAD}),
    Permission.SUBMIT_PLAN: frozenset({Role.FOCAL_POINT}),
    Permission.COMMENT_ON_PLAN: MINISTRY,
    Permission.REVIEW_PLAN: frozenset({Role.REVIEWER, Role.DIRECTOR}),
    Permission.CONSULT_CAPITALS: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.VIEW_CONSULTATION: FRAME | {Role.DELEGATE},
    Permission.ANSWER_CONSULTATION: frozenset({Role.DELEGATE}),
    Permission.ANSWER_ON_BEHALF: frozenset({Role.FOCAL_POINT}),
    Permission.JUDGE_CONSULTATION: frozenset({Role.REVIEWER}),
    Permission.CONCLUDE_CONSULTATION: frozenset({Role.SYSTEM}),
    Permission.RECORD_PLAN_EVENT: frozenset({Role.FOCAL_POINT, Role.REVIEWER, Role.DIRECTOR}),
    Permission.ADOPT_PLAN: frozenset({Role.DIRECTOR}),
    Permission.WITHDRAW_PLAN: frozenset({Role.DIRECTOR}),
    Permission.REPORT_PROGRESS: frozenset({Role.FOCAL_POINT}),
    Permission.ACCEPT_PROGRESS: frozenset({Role.REVIEWER}),
    Permission.PROPOSE_MILESTONE: frozenset({Role.FOCAL_POINT}),
    Permission.ACCEPT_MILESTONE: frozenset({Role.REVIEWER}),
    Permission.WRITE_DECLARATION: frozenset({Role.REVIEWER}),
    Permission.SEAL_DECLARATION: frozenset({Role.DIRECTOR}),
    Permission.KEEP_DELEGATIONS: frozenset({Role.REVIEWER}),
    Permission.KEEP_COMMITMENTS: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.ANSWER_COMMITMENT: frozenset({Role.DELEGATE}),
    Permission.WORK_ON_COMMITMENT: frozenset({Role.FOCAL_POINT, Role.DELEGATE}),
    Permission.JUDGE_COMMITMENT: frozenset({Role.REVIEWER}),
    Permission.KEEP_ACTIONS: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.WORK_ON_ACTION: frozenset({Role.FOCAL_POINT, Role.DELEGATE}),
    Permission.VERIFY_ACTION: frozenset({Role.REVIEWER}),
    Permission.KEEP_INITIATIVES: frozenset({Role.REVIEWER}),
    Permission.CARRY_MEASURE: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.ADOPT_MEASURE: frozenset({Role.DIRECTOR}),
    Permission.KEEP_PROGRAMMES: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.VIEW_ENGAGEMENT: FRAME,
    Permission.VIEW_BRIEF: MINISTRY,
    Permission.HAND_OVER: frozenset({Role.FOCAL_POINT, Role.ADMINISTRATOR}),
    Permission.VIEW_AS: FRAME,
    Permission.VIEW_BOARD: FRAME,
    Permission.ACKNOWLEDGE_FLAG: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.WAIVE_FLAG: frozenset({Role.DIRECTOR}),
    Permission.MOVE_FLAG: frozenset({Role.SYSTEM}),
    Permission.CHANGE_TARGET: frozenset({Role.REVIEWER, Role.DIRECTOR, Role.ADMINISTRATOR}),
    Permission.CHANGE_PAST_TARGET: frozenset({Role.DIRECTOR}),
    Permission.CHANGE_STANDING: frozenset({Role.DIRECTOR}),
    Permission.MANAGE_STAKEHOLDERS: frozenset({Role.ADMINISTRATOR}),
    Permission.MANAGE_ROLES: frozenset({Role.ADMINISTRATOR}),
    Permission.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Permission.MANAGE_DELEGATION: frozenset({Role.DELEGATION_MANAGER}),
    Permission.MANAGE_CONFERENCES: frozenset({Role.ADMINISTRATOR}),
    Permission.MANAGE_SETTINGS: frozenset({Role.ADMINISTRATOR}),
    Permission.VIEW_PERSONS: frozenset({Role.FOCAL_POINT, Role.ADMINISTRATOR, Role.DELEGATE}),
    Permission.KEEP_PERSONS: frozenset({Role.ADMINISTRATOR, Role.DELEGATE}),
    Permission.CONFIRM_CONTACT: frozenset({Role.FOCAL_POINT, Role.DELEGATE}),
    Permission.VIEW_INTERESTS: FRAME | {Role.DELEGATE},
    Permission.PROPOSE_ROLE: frozenset({Role.DELEGATE}),
    Permission.WITHDRAW_INTEREST: frozenset({Role.DELEGATE}),
    Permission.BRING_INTEREST: frozenset({Role.FOCAL_POINT, Role.REVIEWER}),
    Permission.DECIDE_INTEREST: frozenset({Role.ADMINISTRATOR}),
    Permission.WATCH_HOUSE: frozenset({Role.ADMINISTRATOR}),
    Permission.CONFIRM_FACT: MINISTRY,
    Permission.IMPORT_FACT: frozenset({Role.SYSTEM}),
    Permission.KEEP_HOUSE: frozenset({Role.SYSTEM}),
}
