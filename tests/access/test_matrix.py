"""Every URL × every kind of person × GET and POST. The table stands in tests/access/table.py."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.house import House
from tests.access.table import EVERY_URL, OF_ONE_PERSON, Line, lines

MATRIX, PERSONAL = lines(EVERY_URL), lines(OF_ONE_PERSON)
THEIRS = [line for line in PERSONAL if "{their_" in line.address]
MINE = [line for line in MATRIX if "{my_" in line.address]


def urls(patterns: list[URLPattern | URLResolver], route: str = "", namespace: str = "") -> list[str]:
    """The names of all URLs; one without a name is called by its route."""
    found: list[str] = []
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            found += urls(one.url_patterns, here, namespace + (f"{one.namespace}:" if one.namespace else ""))
        else:
            found.append(f"{namespace}{one.name}" if one.name else here)
    return found


KNOWN = urls(get_resolver().url_patterns)


def test_every_url_has_a_line_in_the_table() -> None:
    missing = sorted(set(KNOWN) - {line.name for line in MATRIX})
    assert not missing, f"Nobody has said who may open {missing}: add a line to EVERY_URL in tests/access/table.py."


def test_every_line_of_the_tables_is_a_url() -> None:
    gone = sorted({line.name for line in MATRIX + PERSONAL} - set(KNOWN))
    assert not gone, f"There is no URL {gone} any more: take its line out of tests/access/table.py."


def test_every_url_has_one_line_only() -> None:
    assert sorted(line.name for line in MATRIX) == sorted(KNOWN)


def test_somebody_else_comes_to_everything_that_belongs_to_one_person() -> None:
    own = {line.name for line in MATRIX if "{my_" in line.address}
    tried = {line.name for line in PERSONAL if "{their_" in line.address}
    missing = sorted(own - tried)
    assert not missing, f"Add a line with {{their_…}} for {missing} to OF_ONE_PERSON in tests/access/table.py."


@pytest.mark.parametrize("line", MATRIX + PERSONAL, ids=lambda line: f"{line.name} {line.address}")
def test_everybody_gets_the_answer_of_the_table(house: House, line: Line) -> None:
    found = house.found(line)
    assert found.answers == line.answers, f"{line.name} in tests/access/table.py should be: {found}"


@pytest.mark.parametrize("line", THEIRS, ids=lambda line: line.address)
def test_a_post_to_what_is_somebody_elses_changes_nothing(house: House, line: Line) -> None:
    assert house.changes(line) == []


@pytest.mark.parametrize("line", MINE, ids=lambda line: line.address)
def test_a_post_to_what_is_ones_own_changes_something(house: House, line: Line) -> None:
    """So that the test before this one proves something."""
    assert house.changes(line) != []
