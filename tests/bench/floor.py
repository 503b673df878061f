"""The floor: an honest Django page to measure against.

Standard middleware, session sign-in, one indexed query on a table of a million rows, Django's template engine, fifty
table rows with two dates each, about 12 KB of varied text, 1.6 to 1.8 KB compressed. Run by gunicorn like the portal;
its database is FLOOR_DATABASE_URL.
"""

import os
import sys

import django
import environ
from django.conf import settings

ROWS = 1_000_000
# Words of which titles are made, so that the page shrinks as a page of real rows does and not as one row repeated.
KINDS = ["meeting", "workshop", "seminar", "consultation", "conference", "exchange", "visit"]
TOPICS = [
    "roads",
    "rivers",
    "customs",
    "railways",
    "energy",
    "harvests",
    "schools",
    "libraries",
    "health",
    "seeds",
    "transit",
    "markets",
    "forests",
    "weather",
    "earthquakes",
    "floods",
    "archives",
    "languages",
    "statistics",
    "ports",
    "borders",
    "mining",
    "tourism",
]
CITIES = [
    "Almaty",
    "Ankara",
    "Ashgabat",
    "Astana",
    "Baku",
    "Beijing",
    "Dushanbe",
    "Islamabad",
    "Istanbul",
    "Kabul",
    "Moscow",
    "Tashkent",
    "Tehran",
]
STATES = ["planned", "held", "reported", "closed"]
PAGE = """<!doctype html><html lang="en"><head><title>Floor</title></head><body><h1>{{ user }}</h1>
<table>{% for item in items %}<tr><td>{{ item.pk }}</td><td><a href="/items/{{ item.pk }}/">{{ item.title }}</a></td>
<td>{{ item.happened_on|date:"j F Y" }}</td><td>{{ item.changed_on|date:"j F Y" }}</td><td>{{ item.city }}</td>
<td class="state state-{{ item.state }}">{{ item.state }}</td><td class="number">{{ item.size }}</td></tr>
{% endfor %}</table></body></html>"""

if not settings.configured:
    settings.configure(
        SECRET_KEY="floor" * 12,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={
            "default": environ.Env.db_url_config(os.environ["FLOOR_DATABASE_URL"])
            | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
        },
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.cached.Loader",
                            [("django.template.loaders.locmem.Loader", {"floor.html": PAGE})],
                        )
                    ]
                },
            }
        ],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()

from django.contrib.auth.models import User  # noqa: E402 - the settings come first
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class Item(models.Model):
    title = models.CharField(max_length=120)
    happened_on = models.DateField()
    changed_on = models.DateField()
    city = models.CharField(max_length=60)
    state = models.CharField(max_length=20)
    size = models.IntegerField()

    class Meta:
        app_label = "floor"

    def __str__(self):
        return self.title


def item_list(request):
    """The page: whoever is signed in, and the fifty newest items."""
    items = Item.objects.order_by("-happened_on", "-pk")[:50]
    return render(request, "floor.html", {"items": items, "user": request.user.username})


urlpatterns = [path("", item_list)]


def prepare():
    """Make the table with its million rows and one signed-in session. Prints the session's key."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Item)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO floor_item (title, happened_on, changed_on, city, state, size)
            SELECT initcap(kinds[1 + pick % 7]) || ' on ' || topics[1 + pick / 7 % 23] || ' and '
                || topics[1 + pick / 161 % 23], date '2012-01-01' + (n::bigint * 7919 % 5000)::int,
              date '2012-01-01' + (pick % 5000)::int, cities[1 + pick / 11 % 13], states[1 + pick / 5 % 4],
              pick % 90000
            FROM generate_series(1, %(rows)s) AS n,
              LATERAL (SELECT abs(hashint4(n)::bigint) AS pick) AS picks,
              (SELECT %(kinds)s::text[] AS kinds, %(topics)s::text[] AS topics, %(cities)s::text[] AS cities,
                %(states)s::text[] AS states) AS words""".replace(" % ", " %% "),
            {"rows": ROWS, "kinds": KINDS, "topics": TOPICS, "cities": CITIES, "states": STATES},
        )
        cursor.execute("CREATE INDEX floor_item_newest ON floor_item (happened_on DESC, id DESC)")
        cursor.execute("ANALYZE floor_item")
    user = User.objects.create_user("floor", password="floor")
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    sys.stdout.write(session.session_key)


if __name__ == "__main__":
    prepare()
else:
    application = get_wsgi_application()
