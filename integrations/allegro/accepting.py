"""A person accepts that Allegro announces another number of messages than there are."""

from django.db import transaction

from accounts.models import User
from integrations.allegro import proving
from integrations.allegro.models import Case
from tickets import workflow
from tickets.models import Ticket


@transaction.atomic
def accept_difference(case: Case, actor: User) -> bool:
    """Let exactly the difference that there is now be; another one is asked about again.

    False when there is nothing that a person may accept: what was handed out oddly has to be read.
    """
    Ticket.objects.select_for_update().get(pk=case.ticket_id)
    case = Case.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=case.pk)
    if case.unproven_reason not in proving.ACCEPTABLE or not case.difference:
        return False
    case.accepted_difference = case.difference
    proving.settle(case, case.unproven_entry)
    case.save(update_fields=["accepted_difference", *proving.WRITTEN])
    announced = "" if case.messages_reported is None else str(case.messages_reported)
    workflow.accept_history(case.ticket, announced, str(case.messages_kept or 0), actor)
    return True
