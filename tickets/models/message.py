"""What is said on a ticket, with its files, and what is not said yet."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.facts import Author
from tickets.models.ticket import Ticket
from tickets.models.workspace import Status

SETTLED = ("", "delivered")
MAY_VANISH = ("checking", "blocked", "discarded")  # what a marketplace has not let through it may hand out no longer


class Message(models.Model):
    """One entry of a ticket: from the buyer, the seller, the marketplace or the system; or a comment of ours.

    A reply is a message of the seller with a delivery state. The row is the queue: `due_at` says when the
    next step is to be taken, whatever became of the broker.
    """

    class Delivery(models.TextChoices):
        NONE = "", _("Not for delivery")
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        DELIVERED = "delivered", _("Delivered")
        CHECKING = "checking", _("Being checked")
        BLOCKED = "blocked", _("Blocked")
        UNCERTAIN = "uncertain", _("Uncertain")
        FAILED = "failed", _("Not delivered")
        DISCARDED = (
            "discarded",
            _("Discarded"),
        )  # by a person, and not shown; kept, for the marketplace may name it still

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    author_type = models.CharField(max_length=10, choices=[(author.value, author.value) for author in Author])
    author_name = models.CharField(max_length=150, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_comment = models.BooleanField(default=False)
    automatic = models.CharField(
        max_length=20,
        blank=True,
        choices=[("new_case", _("New case")), ("out_of_hours", _("Out of hours"))],
        help_text="Which automatic answer this is; each goes out once per case.",
    )
    asks_closure = models.BooleanField(default=False)
    status_before = models.ForeignKey(
        Status,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The ticket's status before this reply resolved it: what an undo or a failure returns it to.",
    )
    text = models.TextField(blank=True)
    has_more_files = models.BooleanField(default=False, help_text="Files of it can be seen on the marketplace only.")
    external_id = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001 - absent, not empty: unique
    occurred_at = models.DateTimeField()
    is_time_known = models.BooleanField(
        default=True, help_text="Whether the marketplace told the time; otherwise it is a place among the others."
    )
    is_partial = models.BooleanField(default=False, help_text="Something of it was not understood.")
    created_at = models.DateTimeField(auto_now_add=True)
    submission = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="One per filled-in form: a double click is one.",
    )

    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.NONE, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    attempt_started_at = models.DateTimeField(null=True, blank=True)
    readings = models.PositiveSmallIntegerField(default=0, validators=[MinValueValidator(0)])
    failure = models.CharField(max_length=500, blank=True)
    failure_code = models.CharField(max_length=60, blank=True)
    trace_id = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["occurred_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "external_id"],
                condition=Q(external_id__isnull=False),
                name="message_once_per_case",
            ),
            models.UniqueConstraint(
                fields=["ticket", "automatic"],
                condition=~Q(automatic=""),
                name="automatic_answer_once_per_case",
            ),
            models.CheckConstraint(condition=Q(is_comment=False) | Q(delivery=""), name="comments_are_never_delivered"),
        ]
        indexes = [
            models.Index(fields=["ticket", "occurred_at", "id"], name="message_history"),
            # Whose a message is that is handed out for a case.
            models.Index(fields=["external_id"], condition=Q(external_id__isnull=False), name="message_by_id"),
            models.Index(
                fields=["due_at"],
                condition=Q(delivery__in=["queued", "sending", "uncertain", "checking"]),
                name="message_due",
            ),
            models.Index(
                fields=["ticket"],
                condition=Q(delivery__in=["uncertain", "failed", "blocked"]),
                name="message_problem",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_type} {self.occurred_at:%Y-%m-%d %H:%M}"

    @property
    def is_from_site(self) -> bool:
        """Whether our company wrote it on the marketplace's own site, not through Parley."""
        was_sent_here = self.author_id is not None or bool(self.automatic) or self.attempts > 0
        return self.author_type == Author.SELLER and self.external_id is not None and not was_sent_here

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do about its delivery."""
        return self.delivery in SETTLED


SAFE_PICTURES = frozenset({"image/png", "image/gif", "image/jpeg", "image/webp", "image/bmp"})


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """A name of our own: what a stranger called the file never reaches the disk."""
    return f"attachments/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file of a message. `content_type` is what its content was recognised as, never what somebody claimed."""

    class State(models.TextChoices):
        PENDING = "pending", _("Not fetched yet")
        STORED = "stored", _("Stored")
        UNAVAILABLE = "unavailable", _("Unavailable")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    name = models.CharField(max_length=255)
    external_id = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    file = models.FileField(upload_to=attachment_path, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "external_id"],
                condition=~Q(external_id=""),
                name="attachment_once_per_message",
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="pending"), name="attachment_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether its content was recognised as a picture that browsers may show."""
        return self.state == self.State.STORED and self.content_type in SAFE_PICTURES


class Draft(models.Model):
    """What stands in a composer and is not sent: text, closure request and file. One for each of its two modes."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_comment = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    asks_closure = models.BooleanField(default=False)
    attachment = models.OneToOneField(Attachment, on_delete=models.SET_NULL, null=True, related_name="draft")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "author", "is_comment"], name="one_draft_per_mode")]

    def __str__(self) -> str:
        return self.text[:50]
