"""Parts of pages that say the same as long as they are given the same: written once, then remembered by the process."""

from collections.abc import Hashable
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

MOST = 2_000  # of some kilobytes each


def fragment(template: str, given: Hashable) -> SafeString:
    """The template with `given` and nothing else, in the reader's language and time zone.

    What changes with the clock is worked out before and given in words.
    """
    written = _written.__wrapped__ if settings.DEBUG else _written  # who works on a template sees it change
    return written(template, given, translation.get_language(), timezone.get_current_timezone_name())


@lru_cache(MOST)
def _written(template: str, given: Hashable, language: str | None, zone: str) -> SafeString:
    return render_to_string(template, {"given": given})
