"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

# The web queues tasks by name: without an application of its own Celery would look for another broker.
from hoaip.celery import app as celery_app
from hoaip.checks import refuse_powerful_role

__all__ = ["application", "celery_app"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hoaip.settings")
os.environ["DATABASE_WEB_LIMITS"] = "1"
application = get_wsgi_application()
refuse_powerful_role()
