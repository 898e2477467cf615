"""What people are told when a process in the background has stopped: what does not happen, and since when."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.clock import known
from integrations.heartbeats import BEAT, FILES, REPLIES, SWEEPS, Sign, signs

# Without beat nothing is swept either; what agents write leaves all the same.
WORDS = (
    ((REPLIES,), gettext_lazy("Nothing has left Parley since %(moment)s: its background process has stopped.")),
    (
        (SWEEPS, BEAT),
        gettext_lazy("Nothing has arrived in Parley since %(moment)s: its background process has stopped."),
    ),
    ((FILES,), gettext_lazy("No file has been fetched since %(moment)s: the background process has stopped.")),
)


@dataclass(frozen=True)
class Standstill:
    """One sentence for each thing that does not happen. `key` tells one standstill from another."""

    key: str = ""
    sentences: tuple[str, ...] = ()


def standstill() -> Standstill:
    """How it stands now. Where nothing has ever run, nothing has stopped: that is for /readyz to say."""
    seen = signs()
    if all(sign.at is None for sign in seen.values()):
        return Standstill()
    stopped = [
        (late, words) for names, words in WORDS if (late := [seen[name] for name in names if seen[name].is_late])
    ]
    return Standstill(
        key="-".join(late[0].name for late, _words in stopped),
        sentences=tuple(str(words) % {"moment": _moment(late)} for late, words in stopped),
    )


def why_nothing_leaves() -> str:
    """For a reply that waits; "" while replies leave."""
    now = standstill()
    return now.sentences[0] if now.key.startswith(REPLIES) else ""


def context(_request: HttpRequest) -> dict[str, object]:
    """For every page; asked for only where it is shown."""
    return {"standstill": SimpleLazyObject(standstill)}


def _moment(late: list[Sign]) -> str:
    moments: list[datetime] = [at for sign in late if (at := known(sign.at)) is not None]
    if not moments:
        return _("an unknown moment")
    first = timezone.localtime(min(moments))
    if first.date() == timezone.localdate():
        return time_format(first, "H:i")
    return date_format(first, "SHORT_DATETIME_FORMAT")
