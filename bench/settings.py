"""Parley as it is configured, with one page more: see bench/urls.py."""

from config.settings import *  # noqa: F403 - Django's way to derive settings

ROOT_URLCONF = "bench.urls"
