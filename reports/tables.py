"""A report: rows of numbers with the address of the tickets behind each. Pages, charts and files are made of it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds
MOST_SHOWN = 15


class Unit(StrEnum):
    """What a column's numbers are."""

    COUNT = "count"
    SECONDS = "seconds"


class Look(StrEnum):
    """How a report is drawn: upright bars, lines over time, or lying bars."""

    COLUMNS = "columns"
    LINES = "lines"
    BARS = "bars"


@dataclass(frozen=True)
class Column:
    """A heading, and what stands under it. What is not drawn is in the table and the file only."""

    title: str
    unit: Unit = Unit.COUNT
    is_drawn: bool = True

    @property
    def plain_title(self) -> str:
        """The heading in a file, where a number comes without its unit."""
        return _("%(title)s, minutes") % {"title": self.title} if self.unit is Unit.SECONDS else self.title


@dataclass(frozen=True)
class Value:
    """A number, None where there is nothing to tell it from; `url` lists its tickets ("" where no list can)."""

    number: float | None
    url: str = ""
    unit: Unit = Unit.COUNT

    @property
    def words(self) -> str:
        return in_words(self.number, self.unit)


@dataclass(frozen=True)
class Row:
    """A label, also as files and as axes have it where they differ, and a value for each column."""

    label: str
    values: tuple[Value, ...]
    plain_label: str = ""
    short: str = ""

    @property
    def in_file(self) -> str:
        """The label as files have it."""
        return self.plain_label or self.label


@dataclass(frozen=True)
class Mark:
    """A column in total. `series` is its number among those drawn, where colours tell them apart."""

    title: str
    series: int | None
    total: Value


@dataclass(frozen=True)
class Report:
    """One report. `total` is not the sum of the rows where a sum would say nothing (medians)."""

    slug: str
    title: str
    about: str
    rows_are: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    look: Look
    total: Row | None = None
    nothing: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(value.number for row in self.rows for value in row.values)

    @property
    def shown(self) -> tuple[Row, ...]:
        """What the page has room for. Days come to an end by themselves; reasons and products need not."""
        return self.rows[:MOST_SHOWN] if self.look is Look.BARS else self.rows

    @property
    def left_out(self) -> int:
        return len(self.rows) - len(self.shown)

    @property
    def marks(self) -> list[Mark]:
        """What the columns come to; it is the chart's legend as well."""
        if self.total is None:
            return []
        drawn = [column for column in self.columns if column.is_drawn]
        return [
            Mark(column.title, drawn.index(column) if column in drawn and len(drawn) > 1 else None, value)
            for column, value in zip(self.columns, self.total.values, strict=True)
        ]


def in_words(number: float | None, unit: Unit) -> str:
    """A number as people read it: "1 204", "25 min", "3.4 h", "2.1 d"; a dash where there is none."""
    if number is None:
        return "–"
    return span_words(number) if unit is Unit.SECONDS else number_format(int(number), force_grouping=True)


def span_words(seconds: float) -> str:
    """A length of time in the largest unit that leaves something before the point."""
    unit = MINUTE if seconds < HOUR else HOUR if seconds < 2 * DAY else DAY
    return whole_units(round(seconds / unit, 0 if unit == MINUTE else 1), unit)


def whole_units(number: float, unit: int) -> str:
    """So many minutes, hours or days, as short as it goes."""
    words = {
        MINUTE: pgettext("length of time", "%(count)s min"),
        HOUR: pgettext("length of time", "%(count)s h"),
        DAY: pgettext("length of time", "%(count)s d"),
    }
    return words[unit] % {"count": number_format(int(number) if number == int(number) else number)}
