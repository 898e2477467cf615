"""Settings of the test suite: everybody's, kept apart from this machine's own data and quicker to sign in."""

import os
import tempfile

# The suite must not depend on, or touch, what a developer's .env names. DATABASE_URL and REDIS_URL may be given.
os.environ.update(
    PARLEY_DATA_DIR=tempfile.mkdtemp(prefix="parley-test-"),
    ALLEGRO_ENVIRONMENT="simulator",
    ALLEGRO_CLIENT_ID="parley-demo",
    ALLEGRO_CLIENT_SECRET="parley-demo-secret",  # noqa: S106 - the simulator's own, open to everybody
    ALLEGRO_AUTH_URL="",
    ALLEGRO_API_URL="",
    ALLEGRO_WEB_URL="",
    SITE_URL="http://localhost:8000",
    S3_BUCKET="",
    DEBUG="false",
)
if os.environ.get("DATABASE_URL"):
    os.environ.setdefault("SECRET_KEY", "the-test-suite-keeps-no-secrets-of-anybody-at-all-in-its-database")
    os.environ.setdefault("ENCRYPTION_KEYS", "dGhlLXRlc3Qtc3VpdGUta2VlcHMtbm8tc2VjcmV0cyE=")
else:
    os.environ["DATABASE_URL"] = f"sqlite:///{os.environ['PARLEY_DATA_DIR']}/parley.sqlite3"
os.environ.setdefault("REDIS_URL", "")

from config.settings import *  # noqa: F403 - the environment above must come first
from config.settings import DATA_DIR, REDIS_URL, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if not REDIS_URL:
    CELERY_BROKER_URL = "memory://"
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STATIC_ROOT = DATA_DIR / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a folder that is not there
