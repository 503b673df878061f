"""Addresses of meetings and of the board."""

from django.urls import path

from meetings.views import (
    board,
    calendar,
    documents,
    heads,
    hours,
    invitees,
    inviting,
    log,
    own_feeds,
    pack,
    pages,
    records,
    rsvp,
    steps,
)

app_name = "meetings"
urlpatterns = [
    path("meetings/", pages.meeting_list, name="meeting_list"),
    path("meetings/table.<export:kind>", pages.meeting_export, name="meeting_export"),
    path("meetings/calendar/", calendar.meeting_calendar, name="meeting_calendar"),
    path("meetings/calendar.ics", calendar.meeting_feed, name="meeting_feed"),
    path("meetings/calendar/mine/", own_feeds.own_calendar, name="own_calendar"),
    path("meetings/calendar/mine/end/", own_feeds.own_calendar_end, name="own_calendar_end"),
    path("meetings/calendar/mine/<str:token>.ics", own_feeds.own_feed, name="own_feed"),
    path("cbms/<slug:code>/calendar.ics", calendar.cbm_feed, name="cbm_feed"),
    path("meetings/new/", log.meeting_new, name="meeting_new"),
    path("meetings/new/attendance/", log.meeting_attendance, name="meeting_attendance"),
    path("meetings/<uuid:uid>/", pages.meeting_detail, name="meeting_detail"),
    path("meetings/<uuid:uid>/timeline/", pages.meeting_timeline, name="meeting_timeline"),
    path("meetings/<uuid:uid>/pack/", pack.meeting_pack, name="meeting_pack"),
    path("meetings/<uuid:uid>/pack.zip", pack.meeting_pack_file, name="meeting_pack_file"),
    path("meetings/<uuid:uid>/edit/", log.meeting_edit, name="meeting_edit"),
    path("meetings/<uuid:uid>/documents/new/", documents.document_new, name="document_new"),
    path("meetings/<uuid:uid>/hours/", hours.meeting_hours, name="meeting_hours"),
    path("meetings/<uuid:uid>/heads/", heads.meeting_heads, name="meeting_heads"),
    path("meetings/<uuid:uid>/number/", steps.meeting_ordinal, name="meeting_ordinal"),
    path("meetings/<uuid:uid>/invite/", inviting.meeting_invite, name="meeting_invite"),
    path("meetings/<uuid:uid>/invite/more/", inviting.meeting_invite_more, name="meeting_invite_more"),
    path("meetings/<uuid:uid>/recall/", inviting.meeting_recall, name="meeting_recall"),
    path("meetings/<uuid:uid>/invited/", invitees.invitee_list, name="invitee_list"),
    path("meetings/<uuid:uid>/invited/table.<export:kind>", invitees.invitee_export, name="invitee_export"),
    path("meetings/<uuid:uid>/invited/<slug:slug>/withdraw/", inviting.invitee_withdraw, name="invitee_withdraw"),
    path("meetings/<uuid:uid>/invited/<slug:slug>/answer/", rsvp.invitee_answer, name="invitee_answer"),
    path("meetings/<uuid:uid>/answer/", rsvp.meeting_answer, name="meeting_answer"),
    *(path(f"meetings/<uuid:uid>/{name}/", steps.step_view(name), name=f"meeting_{name}") for name in steps.STEPS),
    path("meetings/<uuid:uid>/record/correct/", records.record_correct, name="record_correct"),
    path("meetings/records/<uuid:uid>/", records.record_detail, name="record_detail"),
    path("meetings/records/<uuid:uid>/compare/", records.record_compare, name="record_compare"),
    path("meetings/records/<uuid:uid>/comment/", records.record_comment, name="record_comment"),
    *(
        path(f"meetings/records/<uuid:uid>/{name}/", records.record_step(name), name=f"record_{name}")
        for name in records.STEPS
    ),
    path("meetings/records/comments/<uuid:uid>/answer/", records.record_answer, name="record_answer"),
    path("compliance/", board.compliance_board, name="compliance_board"),
    path("compliance/flags/<uuid:uid>/", board.flag_detail, name="flag_detail"),
    path("compliance/flags/<uuid:uid>/acknowledge/", board.flag_acknowledge, name="flag_acknowledge"),
    path("compliance/flags/<uuid:uid>/waive/", board.flag_waive, name="flag_waive"),
    path("compliance/flags/<uuid:uid>/lift/", board.flag_lift, name="flag_lift"),
    path("compliance/cbms/<slug:code>/target/", board.target_edit, name="target_edit"),
    path("compliance/cbms/<slug:code>/standing/", board.standing_edit, name="standing_edit"),
]
