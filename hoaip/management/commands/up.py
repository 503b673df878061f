"""`up`: what `make run` runs once the environment is there."""

import sys

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import DatabaseError, connection
from django.shortcuts import resolve_url
from django.utils import timezone

from hoaip.catalogues import compile_catalogues
from hoaip.checks import role_problem
from hoaip.health import BEAT, redis_answers, unapplied_migrations
from hoaip.models import Heartbeat
from hoaip.serving import environment
from hoaip.serving.problems import StartProblem
from hoaip.serving.supervisor import Stopped, Supervisor, answers, refuse_taken_port, run_to_end

# Seconds that worker and beat, then the web, may take to come up on a slow machine.
PATIENCE_S = 90


class Command(BaseCommand):
    """Migrates, seeds, and runs web, worker and beat until Ctrl-C or SIGTERM."""

    help = __doc__
    # They would open a database that may still be empty; migrate makes them.
    requires_system_checks = []

    def handle(self, *args, **options):
        try:
            refuse_taken_port(settings.PORT)
            self._prepare()
            self._run()
        except Stopped:
            self._say("Stopped before everything was up.")
        except StartProblem as problem:
            raise CommandError(" ".join(str(problem).split())) from None
        except DatabaseError as problem:
            raise CommandError(
                f"The database of DATABASE_URL cannot be used: {' '.join(str(problem).split())}"
            ) from None

    def _say(self, line):
        self.stdout.write(line)
        self.stdout.flush()

    def _say_how_to_sign_in(self):
        self._say(f"Sign in at http://127.0.0.1:{settings.PORT}{resolve_url(settings.LOGIN_URL)}")
        if settings.DEVELOPMENT and "seed_demo" in get_commands():
            self._say("as one of the demo people: `.venv/bin/python manage.py seed_demo` prints e-mails and passwords.")

    def _prepare(self):
        """Schema, static files, seeds: each only as far as it is missing."""
        if not redis_answers():
            raise StartProblem("The Redis of REDIS_URL does not answer; start it, or unset REDIS_URL to use our own.")
        if unapplied_migrations() or settings.CACHES["default"]["LOCATION"] not in tables():
            self._say("Bringing the database up to date.")
            run_to_end(manage("migrate", "--verbosity", "0"))
        if settings.PRODUCTION and (problem := role_problem()):
            raise StartProblem(problem)
        call_command("collectstatic", interactive=False, verbosity=0)
        compile_catalogues()
        available = get_commands()
        for name in ["seed_reference", *(["seed_demo"] if settings.DEVELOPMENT else [])]:
            if name in available:
                call_command(name)

    def _run(self):
        since = timezone.now()
        with Supervisor(servers=environment.running) as supervisor:
            supervisor.start("worker", celery("worker", "--concurrency", "1", "--without-gossip", "--without-mingle"))
            supervisor.start("beat", celery("beat", "--pidfile", ""))
            supervisor.wait_until(
                lambda: Heartbeat.objects.filter(name=BEAT, at__gte=since).exists(),
                "worker and beat to report",
                patience_s=PATIENCE_S,
            )
            # From here on this process only watches.
            connection.close()
            supervisor.start("web", gunicorn())
            supervisor.wait_until(lambda: answers(settings.PORT), "the web to answer", patience_s=PATIENCE_S)
            self._say(f"\nThe portal answers on http://127.0.0.1:{settings.PORT}/")
            self._say_how_to_sign_in()
            self._say("Ctrl-C stops it; the data stay in var/.")
            supervisor.watch()
            self._say("\nStopping.")
        self._say("Everything has stopped.")


def tables():
    """Names of the tables of the database."""
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def manage(*arguments):
    return [sys.executable, settings.BASE_DIR / "manage.py", *arguments]


def celery(*arguments):
    # That a worker of root is dangerous holds for pickled tasks; ours are JSON and come from our own socket.
    quiet = ["-W", "ignore:You're running the worker with superuser privileges"]
    return [
        sys.executable,
        *quiet,
        "-m",
        "celery",
        "--quiet",
        "--app",
        "hoaip.celery",
        *arguments,
        "--loglevel",
        "WARNING",
    ]


def gunicorn():
    return [
        *(sys.executable, "-m", "gunicorn", "hoaip.wsgi:application"),
        *("--config", settings.BASE_DIR / "deploy" / "gunicorn.conf.py"),
        *("--bind", f"127.0.0.1:{settings.PORT}", "--workers", settings.WEB_CONCURRENCY),
    ]
