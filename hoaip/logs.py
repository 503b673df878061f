"""One line of log per request and per task, and the number by which a person, a log and the history speak of the same.

The number is born with the request (header X-Request-ID), goes with a task into the queue, and stands in every line
and in every row of the history that is written on its way. A task that no request sent uses its own number.
"""

import time
import uuid

import structlog
from celery import bootsteps
from django.utils.functional import SimpleLazyObject, empty
from django_structlog.celery.receivers import CeleryReceiver
from django_structlog.middlewares import RequestMiddleware as StructlogRequestMiddleware
from structlog.contextvars import bind_contextvars, clear_contextvars

requests = structlog.get_logger("hoaip.request")
tasks = structlog.get_logger("hoaip.task")


class RequestMiddleware(StructlogRequestMiddleware):
    """Gives each request an id of ours and logs it once, when its answer is known.

    The line has the route by name: no path, which may hold a key, no query, no field of a form. The person stands in
    it by uid where the page looked one up; a line of log costs no query.
    """

    def prepare(self, request):
        clear_contextvars()
        request.request_id = str(uuid.uuid4())
        request.began = time.monotonic()
        bind_contextvars(request_id=request.request_id)

    def handle_response(self, request, response):
        response.headers["X-Request-ID"] = request.request_id
        fault = request.__dict__.pop("_raised_exception", None)
        write = requests.error if fault is not None or response.status_code >= 500 else requests.info
        match = request.resolver_match
        write(
            "request",
            method=request.method,
            route=(match.view_name or match.route) if match else None,
            status=response.status_code,
            user=uid_of(request),
            duration_ms=milliseconds_since(request.began),
            **({"exc_info": fault} if fault is not None else {}),
        )
        clear_contextvars()

    def bind_user_id(self, request):
        """Nothing: looking up the reader for a line of log would cost every page a query."""

    def _process_exception(self, request, exception):
        """The fault is told in the line of its request."""
        request._raised_exception = exception


def uid_of(request):
    """The uid of the person of this request as text; None when nobody is signed in or nobody asked who it is."""
    user = getattr(request, "_cached_user", None)
    if user is None or not user.is_authenticated:
        # Who signs in with this request stands here, and no lazy object any more.
        user = request.__dict__.get("user")
        if isinstance(user, SimpleLazyObject) and user.__dict__.get("_wrapped", empty) is empty:
            return None
    return str(user.uid) if user is not None and user.is_authenticated else None


class TaskLines(CeleryReceiver):
    """Takes the number of the request over from the queue and writes one line when the task ends."""

    def receiver_task_prerun(self, task_id, task, *args, **kwargs):
        clear_contextvars()
        given = getattr(task.request, "__django_structlog__", None) or {}
        bind_contextvars(task_id=task_id, request_id=given.get("request_id") or task_id)
        task.request.began = time.monotonic()

    def receiver_task_success(self, result=None, sender=None, **kwargs):
        tasks.info("task", **self.told(sender), outcome="done")

    def receiver_task_failure(self, task_id=None, exception=None, traceback=None, einfo=None, sender=None, **kwargs):
        tasks.error("task", **self.told(sender), outcome="failed", exc_info=exception)

    def receiver_task_retry(self, request=None, reason=None, einfo=None, sender=None, **kwargs):
        fault = getattr(reason, "exc", None)
        told = self.told(sender) if sender is not None else {}
        tasks.warning("task", **told, outcome="retried", fault=type(fault or reason).__name__)

    @staticmethod
    def told(task):
        began = getattr(task.request, "began", None)
        return {"task": task.name, "duration_ms": None if began is None else milliseconds_since(began)}


# One, whoever connects it: Celery holds its listeners weakly and knows this one again.
task_lines = TaskLines()


class TaskLinesStep(bootsteps.Step):
    """Makes a worker write the lines of its tasks."""

    def __init__(self, parent, **options):
        super().__init__(parent, **options)
        task_lines.connect_worker_signals()


def milliseconds_since(began):
    return round((time.monotonic() - began) * 1000, 1)
