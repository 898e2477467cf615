from datetime import time
from typing import Any

import pytest

from tests.factories import make_queue
from tickets.hours_form import HoursFormSet, save_hours, spans_of
from tickets.models import WorkingHours

pytestmark = pytest.mark.django_db


def hours(*rows: tuple[int, str, str]) -> Any:
    data: dict[str, Any] = {"hours-TOTAL_FORMS": len(rows), "hours-INITIAL_FORMS": len(rows)}
    for number, (weekday, opens, closes) in enumerate(rows):
        prefix = f"hours-{number}"
        data |= {f"{prefix}-weekday": weekday, f"{prefix}-opens": opens, f"{prefix}-closes": closes}
    return HoursFormSet(data, prefix="hours")


def test_the_queue_works_what_the_rows_say_and_nothing_else() -> None:
    queue = make_queue()
    WorkingHours.objects.create(queue=queue, weekday=6, opens=time(1), closes=time(2))
    form = hours((0, "13:00", "17:00"), (0, "08:00", "12:00"), (1, "", ""))

    assert form.is_valid()
    save_hours(queue, form)

    assert [(span.weekday, span.opens, span.closes) for span in queue.working_hours.all()] == [
        (0, time(8), time(12)),
        (0, time(13), time(17)),
    ]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(0, "08:00", "")], "Give both times, or leave both empty."),
        ([(0, "", "16:00")], "Give both times, or leave both empty."),
        ([(0, "16:00", "08:00")], "The end must be later than the beginning."),
        ([(0, "08:00", "08:00")], "The end must be later than the beginning."),
        ([(0, "early", "late")], "Enter a valid time."),
        ([(7, "08:00", "16:00")], "Select a valid choice."),
        ([(0, "08:00", "16:00"), (0, "15:00", "17:00")], "Two rows overlap: Monday."),
    ],
)
def test_hours_that_make_no_sense_are_explained(rows: list[tuple[int, str, str]], sentence: str) -> None:
    form = hours(*rows)
    assert not form.is_valid()
    assert sentence in f"{form.errors} {form.non_form_errors()}"


def test_hours_without_the_number_of_their_rows_are_refused_as_incomplete() -> None:
    form = HoursFormSet({}, prefix="hours")
    assert not form.is_valid()
    assert "ManagementForm data is missing" in str(form.non_form_errors())


def test_spans_may_touch() -> None:
    assert hours((0, "08:00", "12:00"), (0, "12:00", "16:00")).is_valid()


def test_every_weekday_has_a_row_and_there_is_one_more() -> None:
    queue = make_queue()
    WorkingHours.objects.create(queue=queue, weekday=2, opens=time(8), closes=time(16))
    rows = spans_of(queue)
    assert [row["weekday"] for row in rows] == [0, 1, 2, 3, 4, 5, 6, 0]
    assert rows[2]["opens"] == time(8)
