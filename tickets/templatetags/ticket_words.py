"""Words for what is stored as a value."""

from datetime import date, datetime, timedelta
from typing import Protocol

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tickets import channels
from tickets.facts import Author
from tickets.models import Message, Ticket
from tickets.uploads import type_names

register = template.Library()

SOON, VERY_SOON = timedelta(hours=24), timedelta(hours=4)


class Sourced(Protocol):
    """A ticket, or what a row of the list knows of it."""

    @property
    def source(self) -> str: ...
    @property
    def kind(self) -> str: ...


class Waiting(Protocol):
    """The same."""

    @property
    def waiting_for(self) -> str: ...


@register.filter
def source_name(ticket: Sourced) -> str:
    """The marketplace's name; the slug as it is when its channel is gone."""
    return dict(channels.choices()).get(ticket.source, ticket.source)


@register.filter
def kind_name(ticket: Sourced) -> str:
    """The kind of case in words."""
    try:
        return channels.get(ticket.source).kind_name(ticket.kind)
    except channels.UnknownChannel:
        return ticket.kind


@register.filter
def urgency(due_at: datetime | None) -> str:
    """How a deadline looks: "bad" once past or within four hours, "warn" within a day."""
    if due_at is None:
        return ""
    left = due_at - timezone.now()
    if left <= VERY_SOON:
        return "bad"
    return "warn" if left <= SOON else ""


@register.filter
def countdown(due_at: datetime | None) -> str:
    """What is left until a deadline, short enough for a column: "overdue", "3 h", "2 d"."""
    if due_at is None:
        return ""
    left = due_at - timezone.now()
    return _("overdue") if left <= timedelta(0) else _span(left)


@register.filter
def time_left(due_at: datetime) -> str:
    """The same in words: "overdue", "3 h left"."""
    left = due_at - timezone.now()
    return _("overdue") if left <= timedelta(0) else _("%(span)s left") % {"span": _span(left)}


@register.filter
def age(moment: datetime) -> str:
    """How long ago, short enough for a column: "now", "5 min", "3 h", "6 d", then the date."""
    passed = timezone.now() - moment
    if passed < timedelta(minutes=1):
        return _("now")
    return _span(passed) if passed < timedelta(days=7) else calendar_day(moment)


def _span(length: timedelta) -> str:
    if length < timedelta(hours=1):
        return _("%(count)s min") % {"count": int(length.total_seconds() // 60)}
    if length < timedelta(days=2):
        return _("%(count)s h") % {"count": int(length.total_seconds() // 3600)}
    return ngettext("%(count)s d", "%(count)s d", length.days) % {"count": length.days}


@register.filter
def clock(moment: datetime) -> str:
    """When it was, as short as it is clear: the time of today, else day and time."""
    local = timezone.localtime(moment)
    time = date_format(local, "H:i")
    return time if local.date() == timezone.localdate() else f"{calendar_day(moment)}, {time}"


@register.filter
def calendar_day(moment: datetime) -> str:
    """Day and month, with the year only when it is not this one."""
    local = timezone.localtime(moment)
    if local.year == timezone.localdate().year:
        # Translators: day and short month, in the letters of Django's date filter
        return date_format(local, pgettext("date format", "j M"))
    # Translators: day, short month and year, in the letters of Django's date filter
    return date_format(local, pgettext("date format", "j M Y"))


@register.filter
def day_words(day: date) -> str:
    """A day as people say it: "Today", "Yesterday", "Monday, 23 November", with the year when it is not this one."""
    passed = (timezone.localdate() - day).days
    if passed in (0, 1):
        return _("Yesterday") if passed else _("Today")
    if day.year == timezone.localdate().year:
        # Translators: weekday, day and month, in the letters of Django's date filter
        return date_format(day, pgettext("date format", "l, j F"))
    # Translators: weekday, day, month and year, in the letters of Django's date filter
    return date_format(day, pgettext("date format", "l, j F Y"))


@register.filter
def waits_for(ticket: Waiting) -> str:
    """Whose turn it is, in one word."""
    words: dict[str, str] = {
        Ticket.WaitingFor.US: pgettext("waits for", "us"),
        Ticket.WaitingFor.BUYER: pgettext("waits for", "the buyer"),
        Ticket.WaitingFor.NOBODY: pgettext("waits for", "nobody"),
    }
    return words.get(ticket.waiting_for, ticket.waiting_for)


@register.filter
def who_wrote(message: Message) -> str:
    """The author by name, or as what they are where names say nothing."""
    of_marketplace = {
        Author.ADVISER.value: _("Adviser of the marketplace"),
        Author.SYSTEM.value: _("System message of the marketplace"),
    }
    return of_marketplace.get(message.author_type, message.author_name)


@register.filter
def file_rules(limits: channels.Limits) -> str:
    """What may be attached: "PNG, JPEG, PDF; at most 2.0 MB"."""
    return _("%(types)s; at most %(size)s") % {
        "types": type_names(limits),
        "size": filesizeformat(limits.attachment_bytes),
    }


@register.filter
def is_undoable(message: Message) -> bool:
    """Whether the reply still waits for its undo time."""
    return (
        message.delivery == Message.Delivery.QUEUED
        and message.attempts == 0
        and message.due_at is not None
        and message.due_at > timezone.now()
    )
