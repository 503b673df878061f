"""The sample meeting that is invited to: its list, what a delegation answered and what came by letter."""

from datetime import timedelta

from hoaip.action import authorise
from hoaip.imports import address
from hoaip.models import Stakeholder, User
from hoaip.permissions import Permission
from hoaip.seeds import sample_email
from meetings.actions import answer_invitation, enter_answer, invite_more
from meetings.models import Call, Invitee, Meeting

INVITED, INVITED_BY = "dm_invited", "fp_dm"
CODES = ("PK", "KZ", "AF", "CN", "IN", "TR", "PL", "UNDP", "AU")


def seed_demo_invitation(*, today, by):
    """Put states on the list of the invited sample meeting, unless there are some. Run again it changes nothing.

    One has answered, for one the focal point entered what came by letter, the others have not answered. By the real
    actions, in the name of the sample people: called after `seed_demo`, who hold their rights once it has ended.
    """
    authorise(by, Permission.IMPORT_FACT)
    meeting = Meeting.objects.filter(uid=address("sample", INVITED), state=Meeting.State.INVITED).first()
    if meeting is None or meeting.ends_on < today or Call.objects.filter(meeting=meeting).exists():
        return
    focal_point, delegate = (User.objects.get(email=sample_email(key)) for key in (INVITED_BY, "del_in"))
    invite_more(
        meeting,
        chosen=list(Stakeholder.objects.filter(code__in=CODES)),
        answer_by=max(today, meeting.starts_on - timedelta(days=14)),
        by=focal_point,
    )
    listed = {row.stakeholder.code: row for row in Invitee.objects.filter(meeting=meeting)}
    answer_invitation(listed["IN"], answer="attending", level="director", size=3, by=delegate)
    enter_answer(
        listed["CN"], answer="regrets", note="Sample: regrets, by a note verbale of its embassy.", by=focal_point
    )
