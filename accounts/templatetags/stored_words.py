"""Sentences that workers have stored."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def in_words(stored: str) -> str:
    """A sentence that was stored in English (see config/celery.py) in the reader's language; others as they are."""
    return gettext(stored) if stored else ""
