"""Settings of the browser tests' house: the product's own, with a beat that looks for due sweeps every second."""

from config.settings import *  # noqa: F403
from config.settings import CELERY_BEAT_SCHEDULE, DATA_DIR

CELERY_BEAT_SCHEDULE["sync-due"]["schedule"] = 1.0  # the rest keeps its time: two cores carry the browser, too
STATIC_ROOT = DATA_DIR / "staticfiles"  # two houses may start at once
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # everybody's is the demo's; hashing takes time
