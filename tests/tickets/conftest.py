import pytest

from tests.factories import make_category, make_login_field, make_queue, make_status
from tickets.facts import CaseState
from tickets.intake import Rules
from tickets.models import Status


@pytest.fixture
def rules() -> Rules:
    resolved, unresolved = make_status("Solved", Status.Kind.CLOSED), make_status("Unsolved", Status.Kind.CLOSED)
    return Rules(
        queue=make_queue("Claims"),
        category=make_category("Marketplace"),
        statuses={
            CaseState.RESOLVED: resolved,
            CaseState.UNRESOLVED: unresolved,
            CaseState.ACCEPTED: resolved,
            CaseState.REJECTED: resolved,
        },
        login_field_id=make_login_field().pk,
    )
