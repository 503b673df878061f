"""What gunicorn serves."""

import gc
import os

# Loading makes objects that stay: to look through them again and again for what could go is time lost, now and later.
gc.disable()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after the collector is off
from django.urls import get_resolver  # noqa: E402

# The web queues tasks by name: without an application of its own Celery would look for another broker.
from hoaip.celery import app as celery_app  # noqa: E402
from hoaip.checks import refuse_powerful_role  # noqa: E402

__all__ = ["application", "celery_app"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hoaip.settings")
os.environ["DATABASE_WEB_LIMITS"] = "1"
application = get_wsgi_application()
refuse_powerful_role()
# Every view is loaded before the first request comes, and then set aside: a full collection took 0.13 s of somebody's
# page, and takes 0.02.
get_resolver().url_patterns  # noqa: B018 - reading it loads it
gc.freeze()
gc.enable()
