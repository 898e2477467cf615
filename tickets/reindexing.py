"""The words of tickets follow their customer's record, which knows nothing of tickets."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from crm.models import Customer
from crm.signals import customer_changed
from tickets import search
from tickets.models import Message, Ticket

AT_ONCE = 100  # tickets of one transaction


@receiver(customer_changed)
@receiver(pre_delete, sender=Customer)
def follow(customer: Customer | None = None, instance: Customer | None = None, **_signal: Any) -> None:
    """A record is changed, or about to be deleted: its tickets are indexed anew once that is stored."""
    soon(list(Ticket.objects.filter(customer=customer or instance).values_list("pk", flat=True)))


def soon(ids: Sequence[int]) -> None:
    """Index these tickets anew after the transaction, so that it holds no more rows than it must."""
    if ids:
        transaction.on_commit(partial(reindex, sorted(ids)))


def reindex(ids: Sequence[int]) -> None:
    """Index these tickets anew, each as it stands when nobody else is at it."""
    said = Prefetch("messages", Message.objects.only("ticket", "text").prefetch_related("attachments"))
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            tickets = Ticket.objects.select_for_update(of=("self",)).select_related("customer").order_by("pk")
            some = tickets.filter(pk__in=ids[start : start + AT_ONCE]).prefetch_related(said)
            search.index_all([(ticket, _texts(ticket)) for ticket in some])


def _texts(ticket: Ticket) -> Iterator[str]:
    for message in ticket.messages.all():
        yield message.text
        yield from (file.name for file in message.attachments.all())
