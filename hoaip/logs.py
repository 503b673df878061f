"""One line of log per request, and the number by which a person and a log speak of the same request."""

import re

import structlog
from django_structlog.middlewares import RequestMiddleware as StructlogRequestMiddleware

KEYS = re.compile(r"(/invitations/|/password/reset/key/)(?!done/)[^/]+")


class RequestMiddleware(StructlogRequestMiddleware):
    """Gives each request an id of ours (header X-Request-ID) and logs its path.

    The query string stays out of the log: it carries what people search for. So do the keys of invitations and of
    links to a new password, which open an account to whoever reads them.
    """

    @staticmethod
    def format_request(request):
        path = KEYS.sub(r"\1…", request.path)
        return f"{request.method} {path}"

    def prepare(self, request):
        super().prepare(request)
        request.request_id = structlog.contextvars.get_contextvars()["request_id"]

    def handle_response(self, request, response):
        response.headers["X-Request-ID"] = request.request_id
        super().handle_response(request, response)
