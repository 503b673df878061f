"""Settings, all from the environment. A wrong variable is refused by name and value."""

import zoneinfo
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from hoaip import schedule
from hoaip.log_lines import shared

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
env = environ.Env()


def refuse(name, value, why):
    """End the start with one sentence that names the variable, its value and what to do."""
    raise ImproperlyConfigured(f"{name} is {value}: {why}")


def whole_number(name, default, *, low, high):
    raw = env.str(name, str(default))
    if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
        refuse(name, repr(raw), f"set it to a whole number from {low} to {high}.")
    return int(raw)


def yes_or_no(name, default):
    raw = env.str(name, default).lower()
    if raw not in ("true", "false"):
        refuse(name, repr(raw), "set it to true or false.")
    return raw == "true"


def parsed(read, name, default, example):
    """What django-environ reads from an address; an address it cannot read is refused without its password."""
    try:
        return read(name, default)
    except (ValueError, ImproperlyConfigured):
        raw = env.str(name, default)
        scheme, mark, rest = raw.rpartition("@")[0].partition("://")
        shown = raw if not rest else f"{scheme}://…@{raw.rpartition('@')[2]}"
        refuse(name, repr(shown), f"write it like {example}.")


# ---------------------------------------------------------------- profile, secret, addresses

# `test` is what tests/servers.py sets; nobody else needs it.
PROFILE = env.str("PROFILE", "production")
if PROFILE not in ("development", "production", "test"):
    refuse("PROFILE", repr(PROFILE), "set it to development or production.")
PRODUCTION = PROFILE == "production"
DEVELOPMENT = PROFILE == "development"
TESTING = PROFILE == "test"

DEBUG = env.str("DEBUG", "").lower() in ("1", "true", "yes", "on")
if PRODUCTION and DEBUG:
    refuse("DEBUG", repr(env.str("DEBUG")), "debug pages show settings and data; unset it in production.")

EXAMPLE_SECRETS = ("example", "change-me", "changeme", "django-insecure-", "development-only-", "tests-only-", "secret")
SHORTEST_SECRET = 50
SECRET_KEY = env.str("SECRET_KEY", "")
if PRODUCTION and not SECRET_KEY:
    refuse("SECRET_KEY", "missing", f"set it to at least {SHORTEST_SECRET} random characters.")
if PRODUCTION and (len(SECRET_KEY) < SHORTEST_SECRET or len(set(SECRET_KEY)) < 10):
    refuse(
        "SECRET_KEY",
        f"{len(SECRET_KEY)} characters long, {len(set(SECRET_KEY))} of them different",
        f"set it to at least {SHORTEST_SECRET} random characters.",
    )
if PRODUCTION and SECRET_KEY.lower().startswith(EXAMPLE_SECRETS):
    refuse("SECRET_KEY", f"{SECRET_KEY[:12]!r}…", "this is an example that everybody can read; set a random one.")
if not SECRET_KEY:
    SECRET_KEY = "development-only-" + "d" * 50
# The secrets before it: what was signed or locked under them still opens while they stand here (docs/operations.md).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if PRODUCTION and any(len(secret) < SHORTEST_SECRET for secret in SECRET_KEY_FALLBACKS):
    refuse(
        "SECRET_KEY_FALLBACKS",
        "too short in one of its places",
        f"it holds former secrets, separated by commas, each of at least {SHORTEST_SECRET} characters.",
    )

PORT = whole_number("PORT", 8000, low=1, high=65535)
PUBLIC_ORIGIN = env.str("PUBLIC_ORIGIN", "" if PRODUCTION else f"http://127.0.0.1:{PORT}").rstrip("/")
if not PUBLIC_ORIGIN:
    refuse("PUBLIC_ORIGIN", "missing", "set it to the address people type, as in https://portal.example.org.")
_origin = urlsplit(PUBLIC_ORIGIN)
if not _origin.hostname or _origin.path or _origin.query or _origin.scheme not in ("http", "https"):
    refuse(
        "PUBLIC_ORIGIN", repr(PUBLIC_ORIGIN), "set it to a scheme and a host alone, as in https://portal.example.org."
    )
if PRODUCTION and _origin.scheme != "https":
    refuse("PUBLIC_ORIGIN", repr(PUBLIC_ORIGIN), "in production it begins with https://.")
CSRF_TRUSTED_ORIGINS = [PUBLIC_ORIGIN]
CSRF_FAILURE_VIEW = "hoaip.pages.csrf_failure"

_local_hosts = [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[*dict.fromkeys([_origin.hostname, *_local_hosts])])
if PRODUCTION and any("*" in host for host in ALLOWED_HOSTS):
    refuse("ALLOWED_HOSTS", repr(",".join(ALLOWED_HOSTS)), "name each host; a star lets any address in.")

# ---------------------------------------------------------------- database, Redis, cache

# `manage.py` sets this for the commands that change the schema; nothing else runs as the owner.
DATABASE_AS_OWNER = env.bool("DATABASE_AS_OWNER", False)
if PRODUCTION and not env.str("DATABASE_URL", ""):
    refuse("DATABASE_URL", "missing", "set it to the PostgreSQL database, with the role hoaip_app.")
if PRODUCTION and DATABASE_AS_OWNER and not env.str("DATABASE_OWNER_URL", ""):
    refuse(
        "DATABASE_OWNER_URL",
        "missing",
        "migrate needs the role that owns the tables; set it for migrate and restore alone.",
    )

_database_variable = "DATABASE_URL"
if DATABASE_AS_OWNER and env.str("DATABASE_OWNER_URL", ""):
    _database_variable = "DATABASE_OWNER_URL"
_database = parsed(
    env.db, _database_variable, "postgresql://hoaip_app@127.0.0.1/hoaip", "postgresql://role:password@host:5432/name"
)
if _database.get("ENGINE") != "django.db.backends.postgresql":
    refuse(_database_variable, f"for {_database.get('ENGINE', 'nothing')}", "the portal runs on PostgreSQL alone.")
_options = _database.setdefault("OPTIONS", {})
_database["HOST"] = _database["HOST"] or _options.pop("host", "")
# wsgi.py sets this: a page never waits for a lock longer than 3 s and no statement of a page takes longer than 10 s,
# while jobs and migrations may.
if env.bool("DATABASE_WEB_LIMITS", False):
    _options["options"] = "-c lock_timeout=3000 -c statement_timeout=10000"
# A machine that is gone is noticed within seconds, not after the minutes that a network waits by itself.
for _name, _value in {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}.items():
    _options.setdefault(_name, _value)
_database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "" if PRODUCTION else "redis://127.0.0.1:6379/0")
if not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    refuse("REDIS_URL", repr(urlsplit(REDIS_URL).scheme) if REDIS_URL else "missing", "set it as redis://host:6379/0.")

# The limits on sign-in count here: Redis may vanish at any moment and must not take a limit with it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "hoaip_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# ---------------------------------------------------------------- rooms

INSTALLED_APPS = [
    "hoaip",
    "cbms",
    "meetings",
    "conferences",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "guardian",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "csp",
    "heroicons",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "hoaip.logs.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hoaip.packing.PackingMiddleware",
    "csp.middleware.CSPMiddleware",
    "hoaip.headers.HeadersMiddleware",
    "hoaip.reader.ReaderMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hoaip.sessions.SessionLimitMiddleware",
    "hoaip.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hoaip.saving.kept.KeepingLoginRequiredMiddleware",
    "hoaip.accounts.factors.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hoaip.viewing.middleware.ViewingMiddleware",
    "hoaip.broken_text.BrokenTextMiddleware",
    "hoaip.answers.AnswersMiddleware",
]

ROOT_URLCONF = "hoaip.urls"
WSGI_APPLICATION = "hoaip.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["hoaip.template_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "hoaip.templatetags.rights",
                "hoaip.templatetags.ui",
                "hoaip.templatetags.shapes",
                "hoaip.templatetags.fields",
            ],
        },
    }
]

# The common widgets without a template each.
FORM_RENDERER = "hoaip.widgets.Renderer"

# ---------------------------------------------------------------- people and sessions

AUTH_USER_MODEL = "hoaip.User"
AUTHENTICATION_BACKENDS = ["hoaip.accounts.backend.Backend"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
# Rights are asked of hoaip.grants, not of a backend of guardian's.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
# A name, so that a page in Dari leads to sign-in in Dari.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "hoaip.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An invitation came to the address: that is its confirmation.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# The cookie survives a power cut; the limits above end the session.
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "hoaip.accounts.forms.SignInForm",
    "reauthenticate": "hoaip.accounts.forms.ReauthenticateForm",
    "change_password": "hoaip.accounts.forms.ChangePasswordForm",
    "reset_password": "hoaip.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "hoaip.accounts.forms.ResetPasswordKeyForm",
}
# Sign-in itself is limited by hoaip.accounts.limits; here `login_failed` counts wrong codes, whose password was right.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "10/5m/key",
    "reset_password": "200/h/ip,5/5m/key",
    "reset_password_from_key": "200/h/ip",
    "change_password": "10/5m/user",
    "reauthenticate": "30/5m/user",
}
MFA_ADAPTER = "hoaip.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {
    "authenticate": "hoaip.accounts.forms.CodeForm",
    "reauthenticate": "hoaip.accounts.forms.CodeAgainForm",
    "activate_totp": "hoaip.accounts.forms.AuthenticatorForm",
    "add_webauthn": "hoaip.accounts.forms.PasskeyForm",
}
# Of administrators, directors, focal points and delegates of leads; never where people try the portal out.
SECOND_FACTOR_REQUIRED = PRODUCTION
# What higher floors hold of a person whose account ends: dotted callables (user, *, today, reason, by).
ON_DEACTIVATION = [
    "cbms.actions.people.release_focal_points",
    "meetings.actions.own_feeds.end_feed_of_the_deactivated",
    "hoaip.watching.actions.stop_of_the_deactivated",
]
# Whether an account is for more than speaking for a delegation, as a higher floor knows it: callables (user, today).
HELD_BEYOND_DELEGATIONS = ["cbms.actions.people.is_focal_point"]
# Of one delegation so many invitations are open at most, and go out within a day, when it manages its accounts itself.
DELEGATION_INVITATIONS_OPEN = 20
DELEGATION_INVITATIONS_A_DAY = 40
# Whose persons a focal point knows: a dotted callable (holdings) that gives a Q over persons.
PERSONS_KNOWN = "cbms.care.persons_known_to"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    # Tests make people by the dozen; the strength of the hash is asserted on the settings of production.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "hoaip.passwords.MaximumLengthValidator", "OPTIONS": {"max_length": 128}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE = timedelta(minutes=30)
SESSION_LONGEST = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrftoken"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "hoaip.messages.OwnCookieStorage"

# ---------------------------------------------------------------- what the browser is told

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=730).total_seconds()) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if PRODUCTION:
    # The proxy in front sets this header on every request and drops what a client sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A plan of 300 activities has 3,400; twice as many are still read.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    # First: what is more than is taken never reaches the disk.
    "hoaip.documents.receiving.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# ---------------------------------------------------------------- languages, time, files, mail

# What an upper floor knows about a kind of meeting: the function that gives its home.
MEETING_HOMES = {"mc": "conferences.homes.home_of"}
# How many actions of each CBM are overdue: a callable (person, day) that gives {CBM's primary key: number}.
OVERDUE_OF_CBMS = "conferences.follow_up.late.overdue_of_cbms"
# What the public reads in several languages: callables that give hoaip.untranslated.Kind, the lowest floor first.
UNTRANSLATED = [
    "hoaip.texts.untranslated.kinds",
    "hoaip.register.untranslated.kinds",
    "cbms.untranslated.kinds",
    "meetings.untranslated.kinds",
    "conferences.untranslated.kinds",
]
# Texts of public pages that the administrator may edit: lists of hoaip.texts.Room, the lowest floor first.
PUBLIC_TEXTS = [
    "hoaip.texts.house.TEXTS",
    "cbms.public_texts.TEXTS",
    "meetings.public_texts.TEXTS",
    "conferences.public_texts.TEXTS",
    "hoaip.post.kinds.OPENINGS",
    "cbms.letters.OPENINGS",
    "meetings.letters.OPENINGS",
    "conferences.letters.OPENINGS",
]
# What the floor above suggests for the agenda of a meeting planned like another: a function of that meeting.
OPEN_WORK = "conferences.open_work.open_work_of"
# What a document may belong to, one class a kind of parent, each on the floor of its parent.
DOCUMENT_HOMES = [
    "cbms.documents.CbmHome",
    "meetings.documents.MeetingHome",
    "meetings.documents.NoteHome",
    "conferences.documents.ActionHome",
]

# RTGMs that each CBM should hold in a year, for every year that has no target of its own on the CBM: the past ones too,
# so a year that is to keep another number is given one before this changes.
RTGMS_A_YEAR = whole_number("RTGMS_A_YEAR", 2, low=1, high=12)
# Whether a meeting that a focal point plans waits for the approval of ministry staff before it stands. What waits can
# be decided after it is switched off, too.
MEETINGS_NEED_APPROVAL = yes_or_no("MEETINGS_NEED_APPROVAL", "false")
# Days after which those who decide are told again of a meeting that waits, and again after as many.
REQUEST_REMINDER_DAYS = 3
# How often senior officials are to meet, as the process says of itself.
SENIOR_MEETINGS_A_YEAR = 3
SENIOR_MEETINGS_SOURCE = "http://hoa.gov.af/315/political-consultations"

# Days for comments on a record that is circulated, unless who circulates it says another last day.
RECORD_COMMENT_DAYS = 14

# The kinds of events that each floor tells, and puts into words when a timeline is read.
TIMELINES = [
    "hoaip.timeline.sentences.KINDS",
    "hoaip.documents.sentences.KINDS",
    "cbms.sentences.KINDS",
    "meetings.sentences.KINDS",
    "conferences.sentences.KINDS",
]

# The kinds of letters that each floor writes.
LETTERS = [
    "hoaip.post.kinds.LETTERS",
    "cbms.letters.LETTERS",
    "meetings.letters.LETTERS",
    "conferences.letters.LETTERS",
]

# What has a timeline and can be watched.
WATCHED = [
    "hoaip.register.watched.STAKEHOLDER",
    "cbms.watched.CBM",
    "meetings.watched.MEETING",
    "conferences.watched.PROCESS",
]

# What can be found and by whom, floor by floor and in the order of the page of search.
SEARCHES = [
    "hoaip.search.ground.SOURCES",
    "cbms.searching.SOURCES",
    "meetings.searching.SOURCES",
    "conferences.searching.SOURCES",
]

# The files of open data, floor by floor.
OPEN_DATA = [
    "hoaip.search.ground_data.FILES",
    "cbms.open_data.FILES",
    "meetings.open_data.FILES",
    "conferences.open_data.FILES",
]

# Lists that programs read, by their name in the address: classes of ListPage.
API = {
    "stakeholders": "hoaip.register.lists.StakeholderList",
    "cbms": "cbms.lists.CbmList",
    "plans": "cbms.plans.listing.PlanList",
    "meetings": "meetings.lists.meetings.MeetingList",
    "conferences": "conferences.lists.conferences.ConferenceList",
    "declarations": "conferences.lists.declarations.DeclarationList",
    "commitments": "conferences.lists.commitments.CommitmentList",
    "actions": "conferences.lists.actions.ActionList",
}

# Columns that an upper floor adds to a list of a lower one: functions of the day of the list.
LIST_COLUMNS = {"stakeholders": ["cbms.columns.roles_in_cbms"]}

# What waits for somebody to confirm it, floor by floor: functions of a person that give rooms (cbms/facts.py).
FACT_ROOMS = [
    "cbms.facts.rooms",
    "conferences.facts.rooms",
    "conferences.commitments.facts.rooms",
    "conferences.umbrella.facts.rooms",
]

# Days before a meeting by which its invitation asks for an answer, and days before that on which it is recalled.
ANSWER_DAYS = 14
RECALL_DAYS = 7
# The state whose ministry writes notes verbales: it sends none to itself.
OWN_STATE = "AF"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fa-af", _("Dari")), ("ps", _("Pashto"))]
LANGUAGES_BIDI = ["fa", "fa-af", "ps"]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Asia/Kabul")
if TIME_ZONE not in zoneinfo.available_timezones():
    refuse("TIME_ZONE", repr(TIME_ZONE), "set it to a name of the zone database, as in Asia/Kabul.")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Names with a hash of the content, compressed once: in production and under `up`, which collects them first.
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", PRODUCTION)
_static_storage = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if STATIC_MANIFEST
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
WHITENOISE_AUTOREFRESH = not STATIC_MANIFEST
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR / "media")))
MEDIA_URL = ""

_mail = parsed(
    env.email_url,
    "EMAIL_URL",
    "smtp://localhost:25" if PRODUCTION else f"filemail:///{VAR / 'mail'}",
    "smtp+tls://user:password@host:587",
)
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _mail.get("EMAIL_FILE_PATH") or None
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = f"HoA-IP <portal@{_origin.hostname}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# ---------------------------------------------------------------- processes and jobs

WEB_CONCURRENCY = whole_number("WEB_CONCURRENCY", 2, low=1, high=64)
# A container keeps the schedule of beat on a volume of its own.
BEAT_SCHEDULE_FILE = Path(env.str("BEAT_SCHEDULE_FILE", str(VAR / "beat-schedule")))

PERIODIC_JOBS, JOB_GROUPS = schedule.PERIODIC_JOBS, schedule.JOB_GROUPS

# kombu writes the address of a socket in its own way.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Above the hard time limit: a task that still runs is not given to a second worker.
    "visibility_timeout": CELERY_TASK_TIME_LIMIT + 60,
    # A killed worker's task comes back within seconds of that, not minutes.
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Waking the relay is a courtesy: a page does not wait for a Redis that is gone, the next sweep sends the mail.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TASK_SEND_SENT_EVENT = False
CELERY_BEAT_SCHEDULE = {
    name: {"task": job["task"], "schedule": job["schedule"], "options": {"expires": 3600}}
    for name, job in PERIODIC_JOBS.items()
}
CELERY_BEAT_SCHEDULE_FILENAME = str(BEAT_SCHEDULE_FILE)

# ---------------------------------------------------------------- logs

DJANGO_STRUCTLOG_CELERY_ENABLED = True

# Below it in production; elsewhere people read pages, not lines.
_told = "CRITICAL" if TESTING else "INFO" if PRODUCTION else "WARNING"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "hoaip.log_lines.json_formatter"},
        "plain": {"()": "hoaip.log_lines.plain_formatter"},
    },
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "json" if PRODUCTION else "plain"}},
    "root": {"handlers": ["stream"], "level": "INFO" if PRODUCTION else "WARNING"},
    "loggers": {
        "hoaip.request": {"level": _told},
        "hoaip.task": {"level": _told},
        "django": {"handlers": [], "level": "INFO" if PRODUCTION else "WARNING", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # What these say stands in the line of the request or task, without its path.
        "django.request": {"level": "CRITICAL"},
        "django_structlog": {"level": "WARNING"},
        "celery.app.trace": {"level": "CRITICAL"},
        "celery.worker.strategy": {"level": "WARNING"},
        "django.security": {"level": "CRITICAL" if TESTING else "WARNING"},
        "celery": {"level": _told},
    },
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *shared,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
