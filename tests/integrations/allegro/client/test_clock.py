"""How far Allegro's clock is ahead, told from an answer's `Date`."""

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
import responses
from hypothesis import given
from hypothesis import strategies as st
from requests.exceptions import ReadTimeout

from integrations.allegro.client.client import Client
from integrations.allegro.client.clock import ahead
from integrations.allegro.client.errors import AllegroError, NoAnswer
from integrations.allegro.client.http import Call
from tests.integrations.allegro.client.conftest import API

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def told(epoch: float) -> dict[str, str]:
    """The header of an answer that leaves Allegro then."""
    return {"Date": format_datetime(datetime.fromtimestamp(int(epoch), UTC), usegmt=True)}


@given(
    sent=st.floats(0, 2_000_000_000),
    there=st.floats(0, 2.5),
    back=st.floats(0, 2.5),
    difference=st.floats(-86_400, 86_400),
)
def test_it_is_right_to_half_a_second_and_half_of_what_the_answer_took(
    sent: float, there: float, back: float, difference: float
) -> None:
    sent += 100_000  # no header is older than the epoch
    measured = ahead(told(sent + there + difference), sent, sent + there + back)
    assert measured is not None
    assert abs(measured - difference) <= 0.51 + (there + back) / 2


@pytest.mark.parametrize(
    ("headers", "took"),
    [
        ({}, 0.1),
        ({"Date": "yesterday"}, 0.1),
        ({"Date": "Thu, 26 Nov 99999 12:00:00 GMT"}, 0.1),
        ({"Date": "Thu, 26 Nov 2026 12:00:00 GMT", "Age": "3"}, 0.1),
        ({"Date": "Thu, 26 Nov 2026 12:00:00 GMT"}, 5.1),
        ({"Date": "Thu, 26 Nov 2026 12:00:00 GMT"}, -0.1),
    ],
    ids=["no date", "no such date", "no such year", "from a cache", "too slow", "our clock was set"],
)
def test_what_tells_nothing_is_not_measured(headers: dict[str, str], took: float) -> None:
    assert ahead(headers, NOON.timestamp(), NOON.timestamp() + took) is None


def test_a_date_without_a_zone_is_meant_as_utc() -> None:
    assert ahead({"Date": "Thu, 26 Nov 2026 12:00:40 -0000"}, NOON.timestamp(), NOON.timestamp()) == 40.5


@pytest.mark.parametrize("status", [200, 429, 503])
def test_every_answer_is_measured_whatever_it_says(
    allegro_says: responses.RequestsMock, client: Client, calls: list[Call], status: int
) -> None:
    body = {"id": "1", "login": "our-shop"}
    allegro_says.get(f"{API}/me", json=body, status=status, headers={"Date": "Thu, 26 Nov 2020 12:00:00 GMT"})
    with suppress(AllegroError):
        client.me()
    assert all(call.clock_ahead is not None and call.clock_ahead < -100_000_000 for call in calls)
    assert calls


def test_where_no_answer_came_nothing_is_measured(
    allegro_says: responses.RequestsMock, client: Client, calls: list[Call]
) -> None:
    allegro_says.get(f"{API}/me", body=ReadTimeout())
    with pytest.raises(NoAnswer):
        client.me()
    assert {call.clock_ahead for call in calls} == {None}
