import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest
from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from accounts.csv import BOM, ROWS_AT_ONCE, Cell, stream_csv


def written(rows: Iterable[list[Cell]], header: tuple[str, ...] = ("Name", "Count")) -> str:
    return stream_csv("report.csv", header, rows).getvalue().decode()


def test_a_spreadsheet_sees_utf8_and_every_cell() -> None:
    text = written([["Kubek „duży”, 300 ml", 3], ["two\nlines", None]])
    assert text.startswith(BOM)
    rows = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert rows == [["Name", "Count"], ["Kubek „duży”, 300 ml", "3"], ["two\nlines", ""]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_text_that_would_run_as_a_formula_is_only_text(start: str) -> None:
    rows = list(csv.reader(io.StringIO(written([[f"{start}cmd|' /C calc'!A0", 1]]), newline="")))
    assert rows[1][0] == f"'{start}cmd|' /C calc'!A0"


def test_a_heading_is_made_harmless_too() -> None:
    assert "'=Name" in written([], header=("=Name",))


def test_negative_numbers_stay_numbers() -> None:
    assert "a,-4" in written([["a", -4]])


def test_polish_spreadsheets_get_the_semicolon_they_expect() -> None:
    with translation.override("pl"):
        assert "Name;Count" in written([])


def test_rows_are_asked_for_only_as_they_leave_and_in_the_readers_language() -> None:
    asked = []

    def rows() -> Iterator[list[Cell]]:
        for number in range(ROWS_AT_ONCE * 3):
            asked.append(number)
            yield [str(gettext_lazy("Sign out")), number]

    with translation.override("pl"):
        response = stream_csv("report.csv", ("Word", "Number"), rows())
    assert isinstance(response, StreamingHttpResponse)
    parts = iter(response)
    next(parts)
    assert asked == []
    assert b"Wyloguj" in next(parts)
    assert len(asked) == ROWS_AT_ONCE
    assert translation.get_language() == "en"


def test_the_file_has_its_name_also_beyond_ascii() -> None:
    response = stream_csv("zgłoszenia.csv", ("Name",), [])
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''zg%C5%82oszenia.csv"
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_moments_in_the_rows_are_those_of_the_readers_clock() -> None:
    def rows() -> Iterator[list[Cell]]:
        yield [f"{timezone.localtime(datetime(2026, 7, 1, 12, tzinfo=UTC)):%H:%M}"]

    with timezone.override("America/New_York"):
        response = stream_csv("report.csv", ("When",), rows())
    assert "08:00" in response.getvalue().decode()
    assert timezone.get_current_timezone_name() == "Europe/Warsaw"
