"""The map of addresses."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from hoaip import pages

handler400 = "hoaip.pages.bad_request"
handler403 = "hoaip.pages.permission_denied"
handler404 = "hoaip.pages.page_not_found"
handler500 = "hoaip.pages.server_error"

urlpatterns = i18n_patterns(
    path("styleguide/", pages.styleguide, name="styleguide"),
    prefix_default_language=False,
)
