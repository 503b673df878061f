"""The map of addresses."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from hoaip import health, pages

handler400 = "hoaip.pages.bad_request"
handler403 = "hoaip.pages.permission_denied"
handler404 = "hoaip.pages.page_not_found"
handler500 = "hoaip.pages.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
urlpatterns += i18n_patterns(
    path("styleguide/", pages.styleguide, name="styleguide"),
    prefix_default_language=False,
)
