"""A report as a file."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse

from accounts.csv import Cell, stream_csv
from reports.spans import Span
from reports.tables import MINUTE, Column, Report, Row, Unit


def report_csv(report: Report, span: Span) -> StreamingHttpResponse:
    """The table of the page with every row it has; times in whole minutes, days as ISO 8601 writes them."""
    header = [report.rows_are, *(column.plain_title for column in report.columns)]
    return stream_csv(f"{report.slug}-{span.first}-{span.last}.csv", header, _rows(report))


def _rows(report: Report) -> Iterator[list[Cell]]:
    yield from (_cells(row, report.columns) for row in report.rows)
    if report.total is not None:
        yield _cells(report.total, report.columns)


def _cells(row: Row, columns: tuple[Column, ...]) -> list[Cell]:
    numbers = (value.number for value in row.values)
    return [row.in_file, *(_plain(number, column) for number, column in zip(numbers, columns, strict=True))]


def _plain(number: float | None, column: Column) -> Cell:
    if number is None:
        return None
    return round(number / MINUTE) if column.unit is Unit.SECONDS else int(number)
