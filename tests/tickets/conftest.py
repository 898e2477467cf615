from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from celery.signals import before_task_publish
from django.utils import timezone

from tests.factories import make_category, make_login_field, make_queue, make_status
from tickets.facts import CaseState
from tickets.intake import Rules
from tickets.models import Status

Published = list[tuple[str, list[int], int | None]]


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


@pytest.fixture
def published() -> Iterator[Published]:
    """What the broker is told: the task, its arguments, and in how many seconds it is to run."""
    told: Published = []

    def note(sender: str, body: Any, headers: dict[str, Any], **_more: Any) -> None:
        eta = headers["eta"]
        seconds = round((datetime.fromisoformat(eta) - timezone.now()).total_seconds()) if eta else None
        told.append((sender, body[0], seconds))

    before_task_publish.connect(note)
    yield told
    before_task_publish.disconnect(note)
