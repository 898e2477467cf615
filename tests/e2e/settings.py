"""Settings of the browser tests' house: the product's own, with a beat that looks every second."""

from config.settings import *  # noqa: F403
from config.settings import CELERY_BEAT_SCHEDULE, DATA_DIR

for _entry in CELERY_BEAT_SCHEDULE.values():
    _entry["schedule"] = 1.0
STATIC_ROOT = DATA_DIR / "staticfiles"  # two houses may start at once
