"""How a reply ends: delivered, being checked by the marketplace, blocked by it, or not delivered."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tickets import copies, workflow
from tickets.channels import our_time
from tickets.dispatch import enqueue
from tickets.due import growing_pause
from tickets.facts import PASSED, Moderation, Verdict
from tickets.models import Event, Message, Status, Ticket
from tickets.turns import update_turns

logger = logging.getLogger("tickets.delivery")

Delivery = Message.Delivery
STATES = {
    Moderation.PASSED: Delivery.DELIVERED,
    Moderation.PENDING: Delivery.CHECKING,
    Moderation.UNKNOWN: Delivery.CHECKING,
    Moderation.BLOCKED: Delivery.BLOCKED,
}
EVENTS = {
    Delivery.DELIVERED: Event.Kind.REPLY_DELIVERED,
    Delivery.CHECKING: Event.Kind.REPLY_CHECKING,
    Delivery.BLOCKED: Event.Kind.REPLY_BLOCKED,
}
ACCEPTED = frozenset(EVENTS)
# How often the marketplace is asked what became of its check: soon at first, then as seldom as it takes long.
SOONEST, LATEST = timedelta(seconds=15), timedelta(hours=1)
# What it has not said by then it says to sweeps, or never.
FOLLOWED_FOR = timedelta(days=3)
# A reply that a person has seen on the marketplace need not be told from others by its time alone.
CONFIRMED_SKEW = timedelta(days=1)


def record_accepted(message: Message, external_id: str, verdict: Verdict = PASSED, trace_id: str = "") -> None:
    """The marketplace has it under this id. A sweep may have seen it first: then its copy gives way to ours."""
    with transaction.atomic():
        lock_ticket(message)
        _drop_copies(message, external_id)
        _unbind(message, external_id)
        # Somebody may have confirmed it before its id was known.
        confirmed = Message.objects.filter(pk=message.pk, delivery=Delivery.DELIVERED, external_id=None)
        if confirmed.update(external_id=external_id):
            record_verdict(message, verdict)
        changed = (
            Message.objects.filter(pk=message.pk)
            .exclude(delivery__in=ACCEPTED)
            .update(
                external_id=external_id,
                trace_id=trace_id,
                failure="",
                occurred_at=F("attempt_started_at"),
                **_standing(message, verdict),
            )
        )
        if changed:
            finish(message, EVENTS[STATES[verdict.moderation]])


def adopt_copy(message: Message) -> None:
    """A person has seen a reply on the marketplace: what a sweep stored with its words is that reply, and gives way.

    Of several, the one whose time is nearest to the attempt.
    """
    started = message.attempt_started_at or message.occurred_at
    ticket = message.ticket
    near = [(abs(our_time(ticket.source, ticket.pk, copy.occurred_at) - started), copy) for copy in copies.of(message)]
    distance, copy = min(near, key=lambda pair: pair[0], default=(CONFIRMED_SKEW, None))
    if copy is None or distance > CONFIRMED_SKEW:
        return
    record_accepted(message, str(copy.external_id), copies.verdict(copy))
    Message.objects.filter(pk=message.pk, external_id=copy.external_id).update(occurred_at=copy.occurred_at)


def record_verdict(message: Message, verdict: Verdict) -> None:
    """What the marketplace says by now of a message that it has accepted."""
    with transaction.atomic():
        lock_ticket(message)
        current = Message.objects.filter(pk=message.pk, delivery__in=[*ACCEPTED, Delivery.DISCARDED]).first()
        if current is None or not changes(current.delivery, verdict):
            return
        before, standing = current.delivery, _standing(current, verdict)
        Message.objects.filter(pk=message.pk).update(failure="", **standing)
        if before == standing["delivery"]:
            return
        if standing["delivery"] == Delivery.BLOCKED:
            reopen(current)
        finish(current, EVENTS[STATES[verdict.moderation]])


def changes(delivery: str, verdict: Verdict) -> bool:
    """Whether this is news.

    What was delivered or blocked stays so when a word comes that nobody foresaw, or none; what a person has discarded
    stays so unless the buyer can read it after all.
    """
    if delivery == Delivery.DISCARDED:
        return verdict.moderation == Moderation.PASSED
    if delivery not in ACCEPTED or (verdict.moderation == Moderation.UNKNOWN and delivery != Delivery.CHECKING):
        return False
    return delivery == Delivery.CHECKING or delivery != STATES[verdict.moderation]


def next_look(message: Message) -> datetime | None:
    """When the marketplace is asked again what it made of the message; None when it was asked for long enough."""
    how_old = age(message)
    if how_old >= FOLLOWED_FOR:
        return None
    return timezone.now() + growing_pause(how_old, soonest=SOONEST, latest=LATEST)


def age(message: Message) -> timedelta:
    """Since it left; of what was written on the marketplace's site, since then."""
    return timezone.now() - (message.attempt_started_at or message.occurred_at)


def lock_ticket(message: Message) -> None:
    """Ticket first, then message: in this order everybody locks, or a sweep and a worker could wait for each other."""
    Ticket.objects.select_for_update().get(pk=message.ticket_id)


def reopen(message: Message) -> None:
    """A ticket that was resolved along with a reply is not done when the buyer did not get it."""
    message = Message.objects.select_related("ticket__status", "status_before").get(pk=message.pk)
    if message.status_before is not None and message.ticket.status.kind == Status.Kind.CLOSED:
        workflow.set_status(message.ticket, message.status_before, None)


def finish(message: Message, kind: Event.Kind, reason: str = "") -> None:
    """Tell what became of it; whose turn it is, and whether the next reply may leave, may have changed."""
    log_event(message, kind, reason)
    update_turns(message.ticket)
    release_next(message)


def release_next(message: Message) -> None:
    """Nothing holds back any more the reply that was written after this one."""
    held_back = Message.objects.filter(ticket_id=message.ticket_id, pk__gt=message.pk, delivery=Delivery.QUEUED)
    for waiting in held_back.order_by("pk")[:1]:
        enqueue(waiting.pk, max(timedelta(0), (waiting.due_at or timezone.now()) - timezone.now()))


def log_event(message: Message, kind: Event.Kind, reason: str) -> None:
    """An entry of the ticket's log, by Parley itself."""
    Event.objects.create(ticket_id=message.ticket_id, kind=kind, new=reason[:200])
    logger.info("message %s: %s", message.pk, kind)


def _standing(message: Message, verdict: Verdict) -> dict[str, Any]:
    """The columns that say how it stands; `failure_code` keeps the marketplace's own word where we have none."""
    state = STATES[verdict.moderation]
    if state == Delivery.DELIVERED and message.is_from_site:
        state = Delivery.NONE  # as everything that was written there
    due_at = next_look(message) if state == Delivery.CHECKING else None
    return {"delivery": state, "due_at": due_at, "readings": 0, "failure_code": verdict.code[:60]}


def _drop_copies(message: Message, external_id: str) -> None:
    """What a sweep stored of it under its id, as a message that nobody here sent."""
    stored = Message.objects.filter(ticket_id=message.ticket_id, external_id=external_id, author=None, attempts=0)
    stored = stored.filter(author_type__in=copies.OURS_PERHAPS, delivery__in=["", *copies.HELD])
    stored.exclude(pk=message.pk).delete()


def _unbind(message: Message, external_id: str) -> None:
    """Another reply of the same words was taken for this one; what the marketplace answered counts, not the words."""
    others = Message.objects.filter(ticket_id=message.ticket_id, external_id=external_id).exclude(delivery="")
    others.exclude(pk=message.pk).update(external_id=None, delivery=Delivery.UNCERTAIN, due_at=timezone.now())
