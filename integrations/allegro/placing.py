"""Messages whose time Allegro does not tell get a moment between those of their neighbours. Pure functions."""

from collections.abc import Sequence
from datetime import datetime, timedelta

STEP = timedelta(milliseconds=1)  # where there is a neighbour on one side only


def placed(
    moments: Sequence[datetime | None], *, earliest: datetime | None = None, latest: datetime | None = None
) -> list[datetime]:
    """A moment for each entry of a chat, as it was handed out, newest or oldest first. What is known is kept.

    `earliest` and `latest` are when the case was opened and when it was last written in, as far as that is known: they
    bound what stands at the ends. ValueError when nothing at all is known.
    """
    known = [moment for moment in moments if moment is not None]
    if len(known) == len(moments):
        return known
    if not known and earliest is None and latest is None:
        raise ValueError("no moment to go by")
    if len(known) > 1 and known[0] < known[-1]:
        return _filled(moments, earliest, latest)
    return _filled(moments[::-1], earliest, latest)[::-1]  # newest first, as Allegro mostly has it


def _filled(moments: Sequence[datetime | None], earliest: datetime | None, latest: datetime | None) -> list[datetime]:
    """Oldest first: each run of unknown moments spread between its neighbours."""
    found: list[datetime] = []
    place = 0
    while place < len(moments):
        moment = moments[place]
        if moment is not None:
            found.append(moment)
            place += 1
            continue
        end = next((at for at in range(place, len(moments)) if moments[at] is not None), len(moments))
        before = found[-1] if found else None
        after = moments[end] if end < len(moments) else None
        found += _spread(end - place, before, after, earliest, latest)
        place = end
    return found


def _spread(
    count: int, before: datetime | None, after: datetime | None, earliest: datetime | None, latest: datetime | None
) -> list[datetime]:
    if before is not None and after is not None:
        return [before + (after - before) * number / (count + 1) for number in range(1, count + 1)]
    if before is not None:
        end = latest if latest is not None and latest > before else before + STEP * count
        return [before + (end - before) * number / count for number in range(1, count + 1)]
    if after is not None:
        begin = earliest if earliest is not None and earliest < after else after - STEP * count
        return [begin + (after - begin) * number / count for number in range(count)]
    first = earliest or latest
    assert first is not None  # noqa: S101 - the caller has looked
    last = latest if latest is not None and latest > first else first + STEP * count
    return [first + (last - first) * number / max(count - 1, 1) for number in range(count)]
