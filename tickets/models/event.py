"""What happened to a ticket."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket


class Event(models.Model):
    """What happened to a ticket, by whom; `actor` empty means Parley itself."""

    class Kind(models.TextChoices):
        CREATED = "created", _("created")
        ASSIGNED = "assigned", _("assigned")
        STATUS = "status", _("status changed")
        QUEUE = "queue", _("queue changed")
        CATEGORY = "category", _("category changed")
        PRIORITY = "priority", _("priority changed")
        TAGGED = "tagged", _("tag added")
        UNTAGGED = "untagged", _("tag removed")
        CUSTOMER = "customer", _("customer added")
        KIND = "kind", _("kind of case changed")
        CASE_STATE = "case_state", _("case changed on the marketplace")
        REPLY_QUEUED = "reply_queued", _("reply written")
        REPLY_UNDONE = "reply_undone", _("reply undone")
        REPLY_DELIVERED = "reply_delivered", _("reply delivered")
        REPLY_CHECKING = "reply_checking", _("reply accepted, being checked by the marketplace")
        REPLY_BLOCKED = "reply_blocked", _("reply blocked by the marketplace")
        REPLY_UNCERTAIN = "reply_uncertain", _("reply uncertain")
        REPLY_FAILED = "reply_failed", _("reply not delivered")
        REPLY_AGAIN = "reply_again", _("reply sent again")
        REPLY_EDITED = "reply_edited", _("reply that was not delivered taken back into the composer")
        REPLY_DISCARDED = "reply_discarded", _("reply that was not delivered discarded")
        REPLY_CONFIRMED = "reply_confirmed", _("reply confirmed as delivered")
        COMMENT = "comment", _("comment added")
        HISTORY_ACCEPTED = "history_accepted", _("history accepted with another number of messages")

    # What these hold are sentences of ours, stored in English.
    IN_WORDS = frozenset({Kind.PRIORITY, Kind.REPLY_UNCERTAIN, Kind.REPLY_FAILED})

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    old = models.CharField(max_length=200, blank=True)
    new = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_in_words(self) -> bool:
        """Whether `old` and `new` are words of ours, rather than names that people gave."""
        return self.kind in self.IN_WORDS and bool(self.new)
