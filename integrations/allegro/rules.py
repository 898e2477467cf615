"""What an integration's settings mean for the cases that arrive."""

from integrations.models import Integration
from integrations.progress import Sweep
from tickets.automatic import Answers
from tickets.facts import CaseState
from tickets.intake import Rules


def rules_of(sweep: Sweep) -> Rules:
    """Where cases of this sweep land. The first import answers nobody."""
    integration = Integration.objects.select_related(
        "queue__open_status", "category", "status_resolved", "status_unresolved", "status_accepted", "status_rejected"
    ).get(pk=sweep.integration.pk)
    queue, category = integration.queue, integration.category
    resolved, unresolved = integration.status_resolved, integration.status_unresolved
    if queue is None or category is None or resolved is None or unresolved is None or not integration.login_field_id:
        raise ValueError("an integration is swept only when it is configured")
    return Rules(
        queue=queue,
        category=category,
        statuses={
            CaseState.RESOLVED: resolved,
            CaseState.UNRESOLVED: unresolved,
            CaseState.ACCEPTED: integration.status_accepted or resolved,
            CaseState.REJECTED: integration.status_rejected or resolved,
        },
        login_field_id=integration.login_field_id,
        adds_customers=integration.adds_customers,
        answers=None if sweep.run.is_first_import else _answers(integration),
    )


def _answers(integration: Integration) -> Answers | None:
    if integration.started_at is None:
        return None
    return Answers(
        new_case=integration.new_case_answer if integration.answers_new_cases else "",
        out_of_hours=integration.out_of_hours_answer if integration.answers_out_of_hours else "",
        since=integration.started_at,
    )
