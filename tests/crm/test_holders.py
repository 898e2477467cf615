import pytest

from crm.holders import holders
from tests.factories import make_queue, make_status
from tickets.models import Queue

pytestmark = pytest.mark.django_db


def test_rows_that_need_this_one_are_told_by_kind_and_name() -> None:
    status = make_status()
    make_queue("Claims", open_status=status)
    assert [(holder.kind, holder.name, holder.address) for holder in holders(status)] == [("queue", "Claims", "")]


def test_a_sentence_names_some_not_hundreds() -> None:
    status = make_status()
    for _ in range(9):
        make_queue(open_status=status)
    assert len(holders(status)) == 5


def test_kinds_that_are_dealt_with_otherwise_are_left_out() -> None:
    status = make_status()
    make_queue(open_status=status)
    assert holders(status, besides=[Queue]) == []
