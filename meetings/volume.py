"""Volume for the benchmark's own database: sample meetings by the hundred thousand, in a few statements."""

from django.db import connection

from meetings.models import Meeting

TITLE = "Sample volume meeting"

MEETINGS = """
INSERT INTO meetings_meeting (
  uid, version, created_at, changed_at, source, source_note, confidence, is_disputed, dispute_note, is_imported,
  process_id, type, state, title_en, title_fa, title_ps, date_precision, starts_on, ends_on, host_id, city,
  venue_time_zone, venue, joining_url, mode, description, announced_at, attendance_note, state_reason,
  created_by_id, has_cbm)
SELECT md5('volume:' || n)::uuid, 1, now(), now(), '', '', 'high', false, '', false,
  (SELECT min(process_id) FROM cbms_cbm), CASE WHEN n %% 5 = 0 THEN 'expert' ELSE 'rtgm' END,
  CASE WHEN day <= %(today)s THEN 'held' ELSE 'planned' END, %(title)s || ' ' || n, '', '', 'day', day, day,
  countries.ids[1 + n %% array_length(countries.ids, 1)], 'Kabul',
  '', '', '', 'in_person', '', now(), '', '', %(by)s, true
FROM generate_series(%(first)s, %(last)s) AS n,
  LATERAL (SELECT %(today)s::date + 365 - (n::bigint * 7919 %% 5000)::int AS day) AS days,
  (SELECT array_agg(id ORDER BY id) AS ids FROM hoaip_stakeholder WHERE kind = 'country') AS countries
"""
# One meeting in fifty belongs to two CBMs.
PAIRS = """
INSERT INTO meetings_meetingcbm (meeting_id, cbm_id, starts_on, ends_on, counts, counts_until)
SELECT meeting.id, cbms.ids[1 + (n + other) %% array_length(cbms.ids, 1)],
  meeting.starts_on, meeting.ends_on, meeting.counts, meeting.counts_until
FROM generate_series(%(first)s, %(last)s) AS n
CROSS JOIN generate_series(0, 1) AS other
JOIN meetings_meeting AS meeting ON meeting.uid = md5('volume:' || n)::uuid,
  (SELECT array_agg(id ORDER BY position) AS ids FROM cbms_cbm) AS cbms
WHERE other = 0 OR n %% 50 = 0
"""
ATTENDANCE = """
INSERT INTO meetings_attendance (meeting_id, stakeholder_id, answer, capacity, head_of_delegation)
SELECT meeting.id, came.ids[1 + (n + guest * 7) %% array_length(came.ids, 1)], 'present', 'participating', ''
FROM generate_series(%(first)s, %(last)s) AS n
CROSS JOIN generate_series(1, 5) AS guest
JOIN meetings_meeting AS meeting ON meeting.uid = md5('volume:' || n)::uuid AND meeting.state = 'held',
  (SELECT array_agg(id ORDER BY id) AS ids FROM hoaip_stakeholder WHERE kind = 'country') AS came
"""
EVENTS = """
INSERT INTO hoaip_event (uid, "on", at, kind, topic, object_type, object_uid, is_public, params)
SELECT gen_random_uuid(), meeting.starts_on, now(), 'meeting.held', 'meetings', 'meetings.meeting', meeting.uid, true,
  jsonb_build_object('type', meeting.type, 'title_en', meeting.title_en)
FROM generate_series(%(first)s, %(last)s) AS n
JOIN meetings_meeting AS meeting ON meeting.uid = md5('volume:' || n)::uuid AND meeting.state = 'held'
"""
ANCHORS = """
INSERT INTO hoaip_eventanchor (event_id, name, "on", topic)
SELECT event.id, anchor.name, event."on", event.topic
FROM generate_series(%(first)s, %(last)s) AS n
JOIN meetings_meeting AS meeting ON meeting.uid = md5('volume:' || n)::uuid
JOIN hoaip_event AS event ON event.object_uid = meeting.uid
JOIN hoaip_process AS process ON process.id = meeting.process_id
LEFT JOIN hoaip_stakeholder AS host ON host.id = meeting.host_id,
  LATERAL (
    SELECT 'cbm:' || cbm.code AS name FROM meetings_meetingcbm AS pair JOIN cbms_cbm AS cbm ON cbm.id = pair.cbm_id
      WHERE pair.meeting_id = meeting.id
    UNION SELECT 'process:' || process.slug
    UNION SELECT 'meeting:' || meeting.uid
    UNION SELECT 'stakeholder:' || host.slug WHERE host.slug IS NOT NULL
  ) AS anchor
"""


def fill(number, *, today, by):
    """Bring the sample meetings up to `number`, spread over thirteen years to a year after `today`. Returns how many
    were added. Past every action and audit: for a database that is thrown away.
    """
    standing = Meeting.objects.filter(title_en__startswith=TITLE).count()
    if standing >= number:
        return 0
    values = {"first": standing + 1, "last": number, "today": today, "by": by.pk, "title": TITLE}
    with connection.cursor() as cursor:
        for statement in (MEETINGS, PAIRS, ATTENDANCE, EVENTS, ANCHORS):
            cursor.execute(statement, values)
        cursor.execute(
            "ANALYZE meetings_meeting, meetings_meetingcbm, meetings_attendance, hoaip_event, hoaip_eventanchor"
        )
    return number - standing
