"""How gunicorn serves the portal, under `make run` and in a container. WEB_CONCURRENCY sets the number of workers."""

import os

# Loaded once, then forked: a worker shares half of its memory with the others, and a new one serves at once.
preload_app = True
worker_class = "gthread"
threads = 4
# Seconds: above statement_timeout (10 s), so that a slow statement ends as an answer and not as a killed worker.
timeout = 30
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 8190
control_socket_disable = True
worker_tmp_dir = "/dev/shm"
# One line per request comes from the portal itself, with the request's id.
accesslog = None
errorlog = "-"
loglevel = "warning"
if os.environ.get("PROFILE", "production") == "production":
    # What gunicorn itself has to say comes as the same lines as everything else.
    logconfig_dict = {
        "formatters": {"json": {"()": "hoaip.log_lines.json_formatter"}},
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": "WARNING", "handlers": ["stream"]},
        "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True}},
    }
