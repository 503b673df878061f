"""The map of addresses. Everything for people may stand behind /fa-af/ or /ps/; what machines ask for never does."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from hoaip import health, history_pages, home, pages
from hoaip.monitor import views as monitor
from hoaip.post import views as outbox

handler400 = "hoaip.pages.bad_request"
handler403 = "hoaip.pages.permission_denied"
handler404 = "hoaip.pages.page_not_found"
handler500 = "hoaip.pages.server_error"

# One namespace, one list: a second include of the same name would hide the first.
PLATFORM = [
    path("", home.home, name="home"),
    path("audit/head/", history_pages.audit_head, name="audit_head"),
    path("manage/jobs/", monitor.job_list, name="job_list"),
    path("manage/jobs/<slug:name>/run/", monitor.job_run, name="job_run"),
    path("manage/mail/", outbox.outbox_list, name="outbox_list"),
    path("manage/mail/table.<export:kind>", outbox.outbox_export, name="outbox_export"),
    path("manage/mail/<uuid:uid>/retry/", outbox.outbox_retry, name="outbox_retry"),
]
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
urlpatterns += i18n_patterns(
    path("", include((PLATFORM, "hoaip"))),
    path("", include("hoaip.register.urls")),
    path("", include("hoaip.accounts.urls")),
    path("", include("hoaip.persons.urls")),
    path("", include("hoaip.saving.urls")),
    path("", include("hoaip.post.urls")),
    path("", include("hoaip.watching.urls")),
    path("", include("hoaip.documents.urls")),
    path("", include("cbms.urls")),
    path("", include("cbms.contact_urls")),
    path("", include("cbms.plan_urls")),
    path("", include("cbms.review_urls")),
    path("", include("cbms.progress_urls")),
    path("", include("cbms.consultation_urls")),
    path("", include("cbms.output_urls")),
    path("", include("meetings.urls")),
    path("", include("meetings.agenda_urls")),
    path("", include("meetings.interest_urls")),
    path("", include("meetings.note_urls")),
    path("", include("meetings.plan_urls")),
    path("", include("conferences.urls")),
    path("", include("conferences.declaration_urls")),
    path("", include("conferences.commitment_urls")),
    path("", include("conferences.follow_up_urls")),
    path("", include("conferences.umbrella_urls")),
    path("", include("conferences.brief_urls")),
    path("", include("conferences.handover_urls")),
    path("", include("hoaip.search.urls")),
    path("", include("hoaip.api.urls")),
    path("", include("hoaip.viewing.urls")),
    path("manage/", include("hoaip.register.manage_urls")),
    path("manage/merge/", include("hoaip.merging.urls")),
    path("manage/holidays/", include("hoaip.holidays.urls")),
    path("manage/texts/", include("hoaip.texts.urls")),
    path("manage/", include("cbms.manage_urls")),
    path("manage/roles/", include("meetings.manage_urls")),
    path("manage/", include("conferences.manage_urls")),
    path("manage/rule/", include("meetings.rule_urls")),
    path("styleguide/", pages.styleguide, name="styleguide"),
    prefix_default_language=False,
)
