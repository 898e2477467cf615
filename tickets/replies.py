"""Replies and comments as agents write them. What becomes of a reply afterwards is delivery.py."""

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import canned, channels, search, texts, workflow
from tickets.dispatch import enqueue, enqueue_settling
from tickets.drafts import bring_back
from tickets.facts import Author
from tickets.models import Attachment, Draft, Event, Message, Status, Ticket
from tickets.outcomes import adopt_copy, release_next
from tickets.rejections import Rejected
from tickets.turns import update_turns

__all__ = [
    "Overtaken",
    "Rejected",
    "check_again",
    "comment",
    "confirm",
    "send_again",
    "signed",
    "undo",
    "unsigned",
    "write",
]

steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them

COMMENT_LENGTH = 20_000


class Overtaken(Rejected):
    """Others wrote while the reply was being written: `newer` holds what its author has not seen."""

    def __init__(self, newer: list[Message]) -> None:
        super().__init__(_("Something arrived while you were writing. Read it, then send your reply or change it."))
        self.newer = newer


def write(
    ticket: Ticket,
    author: User,
    text: str,
    *,
    submission: UUID,
    seen: int | None = None,
    asks_closure: bool = False,
    attachment: Attachment | None = None,
    resolve_with: Status | None = None,
) -> Message:
    """Queue a reply to the buyer; it leaves when the undo time is over.

    `submission` names the filled-in form: sending the same form again returns the same message. `seen` is the newest
    message that the author has read: anything newer from others raises Overtaken; None skips the question.
    `resolve_with` is the status that the ticket gets along with it.
    Raises Rejected when the reply cannot go out as it is.
    """
    body = texts.clean(text) or _stand_in(attachment)
    _check_filled_in(body)
    _check_reply(ticket, signed(body, author), asks_closure=asks_closure)
    newer = list(_newer_than(ticket, seen, author)) if seen is not None else []
    if newer:
        raise Overtaken(newer)
    now = timezone.now()
    message = Message(
        ticket=ticket,
        author_type=Author.SELLER,
        author=author,
        author_name=author.name,
        text=signed(body, author),
        asks_closure=asks_closure,
        status_before=ticket.status if resolve_with else None,
        occurred_at=now,
        submission=submission,
        delivery=Message.Delivery.QUEUED,
        due_at=now + timedelta(seconds=settings.UNDO_SECONDS),
    )
    return _store(message, Event.Kind.REPLY_QUEUED, attachment, resolve_with)


def comment(
    ticket: Ticket, author: User, text: str, *, submission: UUID, attachment: Attachment | None = None
) -> Message:
    """Leave an internal message, which never reaches the buyer. Raises Rejected when there is nothing to say."""
    body = texts.clean(text)
    if not body and attachment is None:
        raise Rejected(_("Write a comment first."))
    if texts.length(body) > COMMENT_LENGTH:
        raise Rejected(_("The comment is too long: at most %(limit)s characters.") % {"limit": COMMENT_LENGTH})
    message = Message(
        ticket=ticket,
        author_type=Author.SELLER,
        author=author,
        author_name=author.name,
        text=body,
        is_comment=True,
        occurred_at=timezone.now(),
        submission=submission,
    )
    return _store(message, Event.Kind.COMMENT, attachment)


def undo(message: Message, actor: User, typed_since: str = "") -> Draft:
    """Take back a reply of one's own that has not left yet; its text and file return to the composer.

    What was typed there meanwhile follows below it.
    """
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update().get(pk=message.ticket_id)  # before the message, as everywhere
        waiting = (
            Message.objects.select_for_update()
            .filter(
                pk=message.pk, author=actor, delivery=Message.Delivery.QUEUED, attempts=0, due_at__gt=timezone.now()
            )
            .first()
        )
        if waiting is None:
            raise Rejected(_("Too late to undo: the message is on its way."))
        draft = bring_back(waiting, actor, unsigned(waiting), typed_since)
        Event.objects.create(ticket_id=waiting.ticket_id, kind=Event.Kind.REPLY_UNDONE, actor=actor)
        if waiting.status_before is not None:
            workflow.set_status(ticket, waiting.status_before, actor)
        waiting.delete()
        update_turns(ticket)
        search.index(ticket)
    return draft


def send_again(message: Message, actor: User, *, even_if_twice: bool = False) -> Message:
    """Queue a reply anew that was not delivered. Raises Rejected when it is not (or no longer) in that state.

    `even_if_twice` is the word of a person that an uncertain one may go out again: the buyer may get it twice.
    """
    _check_reply(message.ticket, message.text, asks_closure=message.asks_closure)
    states = [Message.Delivery.FAILED, *([Message.Delivery.UNCERTAIN] if even_if_twice else [])]
    with transaction.atomic():
        changed = Message.objects.filter(pk=message.pk, delivery__in=states).update(
            delivery=Message.Delivery.QUEUED,
            due_at=timezone.now(),
            readings=0,
            failure="",
            failure_code="",
            trace_id="",
        )
        if not changed:
            raise Rejected(_("This message is not waiting to be sent again."))
        Event.objects.create(ticket_id=message.ticket_id, kind=Event.Kind.REPLY_AGAIN, actor=actor)
        enqueue(message.pk, timedelta(0))
    message.refresh_from_db()
    return message


def check_again(message: Message) -> None:
    """Look at once whether an uncertain reply is on the marketplace. Raises Rejected when it is uncertain no longer."""
    uncertain = Message.objects.filter(pk=message.pk, delivery=Message.Delivery.UNCERTAIN)
    with transaction.atomic():
        if not uncertain.update(due_at=timezone.now()):
            raise Rejected(_("This message is uncertain no longer."))
        enqueue_settling(message.pk)


def confirm(message: Message, actor: User) -> None:
    """A person has seen an uncertain reply on the marketplace: it counts as delivered. Raises Rejected as above.

    Its id there is that of the copy in the history, if there is one; otherwise the next sweep that reads it binds it.
    """
    uncertain = Message.objects.filter(pk=message.pk, delivery=Message.Delivery.UNCERTAIN)
    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=message.ticket_id)
        if not uncertain.update(delivery=Message.Delivery.DELIVERED, due_at=None, failure="", failure_code=""):
            raise Rejected(_("This message is uncertain no longer."))
        Event.objects.create(ticket_id=message.ticket_id, kind=Event.Kind.REPLY_CONFIRMED, actor=actor)
        adopt_copy(message)
        update_turns(message.ticket)
        release_next(message)


def signed(body: str, author: User) -> str:
    """The text as the buyer will read it."""
    return body + _signature(author)


def unsigned(message: Message) -> str:
    """The text as its author wrote it."""
    return message.text.removesuffix(_signature(message.author)) if message.author else message.text


def _newer_than(ticket: Ticket, seen_message_id: int, reader: User) -> QuerySet[Message]:
    """Messages from others that came since the page with `seen_message_id` as its newest was opened."""
    return ticket.messages.filter(pk__gt=seen_message_id).exclude(author=reader)


def _signature(author: User) -> str:
    signature = texts.clean(author.signature)
    return f"\n\n{signature}" if signature else ""


def _stand_in(attachment: Attachment | None) -> str:
    """A file never travels without words: marketplaces fail on it."""
    if attachment is None:
        raise Rejected(_("Write a message or attach a file."))
    with translation.override(settings.LANGUAGE_CODE):
        return _("Please see the attached file.")


def _check_filled_in(text: str) -> None:
    if left := canned.left_open(text):
        raise Rejected(_("Fill in what the canned reply left open: %(names)s") % {"names": ", ".join(left)})


def _check_reply(ticket: Ticket, text: str, *, asks_closure: bool) -> None:
    view = channels.view_of(ticket.source, ticket.pk)
    if not view.availability.can_reply:
        raise Rejected(view.availability.reason)
    if asks_closure and not view.can_ask_closure:
        raise Rejected(_("The buyer cannot be asked to confirm this case as solved."))
    if texts.length(text) > view.limits.text:
        raise Rejected(
            _("The message is too long: %(length)s characters with the signature, at most %(limit)s can be sent.")
            % {"length": texts.length(text), "limit": view.limits.text}
        )


def _store(
    message: Message, event: Event.Kind, attachment: Attachment | None, resolve_with: Status | None = None
) -> Message:
    """Write the message with its event and file; the same submission again gives the first message."""
    ticket, author = message.ticket, message.author
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            if attachment is not None:
                attachment.message = message
                attachment.save(update_fields=["message"])
            Event.objects.create(ticket=ticket, kind=event, actor=author)
            _touch(ticket, message)
            # Now that the ticket is locked, no draft of the same words can be on its way any more.
            Draft.objects.filter(ticket=ticket, author=author, is_comment=message.is_comment).delete()
            if resolve_with is not None:
                workflow.set_status(ticket, resolve_with, author)
            search.index(ticket)
            if message.delivery:
                enqueue(message.pk, timedelta(seconds=settings.UNDO_SECONDS))
            steps.debug("message written")
    except IntegrityError:
        return Message.objects.get(submission=message.submission, ticket=ticket, author=author)
    steps.debug("message committed")
    return message


def _touch(ticket: Ticket, message: Message) -> None:
    ticket.last_activity_at = message.occurred_at
    ticket.save(update_fields=["last_activity_at"])
    if not message.is_comment:
        update_turns(ticket)
