"""Tables as CSV files that spreadsheets open as they are: streamed, and with nothing that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.formats import get_format
from django.utils.http import content_disposition_header

Cell = str | int | float | None
BOM = "\ufeff"  # Excel reads UTF-8 only with it
ROWS_AT_ONCE = 200
# What a spreadsheet takes for a formula, with the full-width forms that some take too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Line:
    """A file that only hands back what was written: the csv module writes nowhere else."""

    def write(self, text: str) -> str:
        return text


@dataclass(frozen=True)
class _Reader:
    """How the person who asks reads words and moments."""

    language: str | None
    zone: tzinfo

    @contextmanager
    def in_force(self) -> Iterator[None]:
        with translation.override(self.language), timezone.override(self.zone):
            yield


def stream_csv(filename: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """A file to download, UTF-8 with BOM. `rows` may be a generator over `queryset.iterator()`: few are held at a time.

    The rows are in the language and the time zone of the page that asks, though written after its request has ended.
    """
    reader = _Reader(translation.get_language(), timezone.get_current_timezone())
    response = StreamingHttpResponse(_lines(header, rows, reader), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    return response


def harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _lines(header: Sequence[str], rows: Iterable[Sequence[Cell]], reader: _Reader) -> Iterator[str]:
    with reader.in_force():
        writer = csv.writer(_Line(), delimiter=_delimiter())
    yield BOM + writer.writerow([harmless(title) for title in header])
    waiting = iter(rows)
    while some := _some(waiting, reader):
        yield "".join(writer.writerow([harmless(cell) for cell in row]) for row in some)


def _some(rows: Iterator[Sequence[Cell]], reader: _Reader) -> list[Sequence[Cell]]:
    # Between two of these the thread may do other work, so nothing is ever left switched.
    with reader.in_force():
        return list(islice(rows, ROWS_AT_ONCE))


def _delimiter() -> str:
    """Excel expects a semicolon wherever the comma stands in numbers."""
    return ";" if get_format("DECIMAL_SEPARATOR") == "," else ","
