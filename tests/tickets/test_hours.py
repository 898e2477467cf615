from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from tests.factories import make_queue
from tickets.hours import is_staffed
from tickets.models import WorkingHours

pytestmark = pytest.mark.django_db
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("moment", "staffed"),
    [
        (datetime(2026, 11, 23, 7, 59, tzinfo=WARSAW), False),
        (datetime(2026, 11, 23, 8, 0, tzinfo=WARSAW), True),
        (datetime(2026, 11, 23, 15, 59, tzinfo=WARSAW), True),
        (datetime(2026, 11, 23, 16, 0, tzinfo=WARSAW), False),
        (datetime(2026, 11, 24, 12, 0, tzinfo=WARSAW), False),
        (datetime(2026, 7, 20, 6, 30, tzinfo=ZoneInfo("UTC")), True),
    ],
)
def test_hours_are_those_of_the_installations_zone(moment: datetime, staffed: bool) -> None:
    queue = make_queue()
    WorkingHours.objects.create(queue=queue, weekday=WorkingHours.Weekday.MONDAY, opens=time(8), closes=time(16))
    assert is_staffed(queue, moment) is staffed


def test_a_queue_without_hours_always_works() -> None:
    assert is_staffed(make_queue(), datetime(2026, 11, 22, 3, tzinfo=WARSAW))
