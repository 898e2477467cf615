"""Django's settings. Everything that differs between installations comes from the environment (see .env.example)."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import broker, files
from config.secrets import stored_secret

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# Where the embedded default keeps its database, files, broker and secrets.
DATA_DIR = Path(env.str("PARLEY_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'parley.sqlite3'}")}
EMBEDDED = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if EMBEDDED:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Several machines must share their secrets: only the embedded default may make its own.
SECRET_KEY = env.str("SECRET_KEY", default="") or (stored_secret(DATA_DIR, "secret-key") if EMBEDDED else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY: with DATABASE_URL every machine needs the same one.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Fernet keys, newest first. The first encrypts; all of them decrypt (see docs/decisions).
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[]) or (
    [stored_secret(DATA_DIR, "encryption-key")] if EMBEDDED else []
)
if not ENCRYPTION_KEYS:
    raise ImproperlyConfigured("Set ENCRYPTION_KEYS: with DATABASE_URL every machine needs the same ones.")

INSTALLED_APPS = [
    "config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "accounts",
    "crm",
    "tickets",
    "integrations",
    "integrations.allegro",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Against BREACH the CSRF token is masked anew on each page, and Django pads what it compresses.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.UserPlaceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# Widgets are Django's own templates, which Jinja2 writes several times as fast; nothing of ours is written for it.
FORM_RENDERER = "django.forms.renderers.Jinja2"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "integrations.standstill.context",
            ],
        },
    }
]

# People who sign in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are given by an administrator
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "tickets:list"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())

# Language: Polish first
LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", _("Polish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Warsaw")
USE_TZ = True

# Pages' own files, and the files of messages
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": files.storage(env.str("S3_BUCKET", default=""), env.str("S3_ENDPOINT_URL", default="")),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"}
}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Parley <parley@localhost>")

# Safety of the pages
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=_HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # monitors ask from within, without TLS
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if _HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
READYZ_TOKEN = env.str("READYZ_TOKEN", default="")  # without one, /readyz tells nobody its details

# Celery
CELERY_BROKER_URL = REDIS_URL or f"{broker.SCHEME}://localhost//"
broker.register()
if REDIS_URL:
    # Several beats, of which one is active; each answers the health check of its container.
    CELERY_BEAT_SCHEDULER = "config.beat.OneAtATime"
    CELERY_BEAT_ENABLE_REMOTE_CONTROL = True
else:
    _BROKER = DATA_DIR / "broker"
    for _folder in ("messages", "control"):
        (_BROKER / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_BROKER / "messages"),
        "data_folder_out": str(_BROKER / "messages"),
        "control_folder": str(_BROKER / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
# Queues of their own, and workers of their own in the Procfile: no long sweep and no slow file holds up a reply.
CELERY_TASK_DEFAULT_QUEUE = "sweeps"
CELERY_TASK_ROUTES = {
    "tickets.tasks.fetch_*": {"queue": "files"},
    "tickets.tasks.*": {"queue": "replies"},
    "integrations.tasks.*": {"queue": "sweeps"},
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
# A process takes one task ahead, not four: what waits goes to whoever is free. Tasks are acknowledged when they begin;
# one that dies with its worker is enqueued anew by beat within seconds, from its row.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1800  # seconds: a net for what hangs; an import that is cut off goes on where it was
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 180_000  # KiB: a process that grew beyond it is replaced after its task
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Rows in the database are the queues; beat only makes sure that nothing waits. Seconds.
CELERY_BEAT_SCHEDULE = {
    "sync-due": {"task": "integrations.tasks.sync_due", "schedule": 5.0, "options": {"expires": 10}},
    "watch": {"task": "integrations.tasks.watch", "schedule": 60.0, "options": {"expires": 60}},
    "mark-overdue": {"task": "tickets.tasks.mark_overdue", "schedule": 30.0, "options": {"expires": 30}},
    "deliver-due": {"task": "tickets.tasks.deliver_due", "schedule": 30.0, "options": {"expires": 30}},
    "settle-uncertain": {"task": "tickets.tasks.settle_uncertain", "schedule": 10.0, "options": {"expires": 10}},
    "fetch-attachments": {"task": "tickets.tasks.fetch_attachments", "schedule": 15.0, "options": {"expires": 15}},
}
# Each queue has its workers say that they live (integrations/heartbeats.py).
for _queue in ("sweeps", "replies", "files"):
    CELERY_BEAT_SCHEDULE[f"heartbeat-{_queue}"] = {
        "task": "integrations.tasks.heartbeat",
        "args": (_queue,),
        "schedule": 10.0,
        "options": {"queue": _queue, "expires": 10},
    }

# The clock of the house, in seconds
UNDO_SECONDS = env.int("UNDO_SECONDS", default=10)
QUICK_SWEEP_SECONDS = env.int("QUICK_SWEEP_SECONDS", default=30)
DEEP_SWEEP_SECONDS = env.int("DEEP_SWEEP_SECONDS", default=900)
WIDE_SWEEP_SECONDS = env.int("WIDE_SWEEP_SECONDS", default=86_400)
DECIDED_SWEEP_SECONDS = env.int("DECIDED_SWEEP_SECONDS", default=180)
FIRST_IMPORT_DAYS = 30

# Allegro
ALLEGRO_ENVIRONMENT = env.str("ALLEGRO_ENVIRONMENT", default="production")
SIMULATOR_URL = f"http://127.0.0.1:{env.int('SIMULATOR_PORT', default=8001)}"
ALLEGRO_CLIENT_ID = env.str("ALLEGRO_CLIENT_ID", default="")
ALLEGRO_CLIENT_SECRET = env.str("ALLEGRO_CLIENT_SECRET", default="")
ALLEGRO_AUTH_URL = env.str("ALLEGRO_AUTH_URL", default="")
ALLEGRO_API_URL = env.str("ALLEGRO_API_URL", default="")
ALLEGRO_WEB_URL = env.str("ALLEGRO_WEB_URL", default="")
ALLEGRO_PAGE_SIZE = 100  # entries asked for at once, where Allegro allows as many
# Enough that 150 requests leave in a second although each takes 150 ms; as many again wait for a free thread.
ALLEGRO_THREADS = 24
ALLEGRO_BATCH = 25  # new cases stored in one transaction
ALLEGRO_USER_AGENT = env.str("ALLEGRO_USER_AGENT", default="Parley/0.1 (+https://example.com/parley)")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
