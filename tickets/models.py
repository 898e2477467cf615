"""What agents work on. No marketplace is named here: a ticket knows the slug of its channel, nothing more."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crm.models import Customer
from tickets.facts import Author, CaseState


class Status(models.Model):
    """A step of the company's own work on a ticket."""

    class Kind(models.TextChoices):
        OPEN = "open", _("Open")
        PENDING = "pending", _("Pending")
        CLOSED = "closed", _("Closed")

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OPEN)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("status")
        verbose_name_plural = _("statuses")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="status_name_any_case",
                violation_error_message=_("There is a status with this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Queue(models.Model):
    """Where tickets wait for a team. Working hours decide when the out-of-hours answer is sent."""

    name = models.CharField(_("name"), max_length=60)
    open_status = models.ForeignKey(
        Status,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("open status"),
        help_text=_("New and reopened tickets of this queue get this status."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("queue")
        verbose_name_plural = _("queues")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="queue_name_any_case",
                violation_error_message=_("There is a queue with this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class WorkingHours(models.Model):
    """One span of a weekday in which a queue is staffed, in the installation's time zone. None at all: always."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="working_hours_close_after_opening",
                violation_error_message=_("The end must be later than the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Category(models.Model):
    """What a ticket is about, for sorting and reports."""

    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="category_name_any_case",
                violation_error_message=_("There is a category with this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Ticket(models.Model):
    """One case, as agents see it. What the marketplace says of the case is kept in neutral words only."""

    class WaitingFor(models.TextChoices):
        US = "us", _("Waiting for us")
        BUYER = "buyer", _("Waiting for the buyer")
        NOBODY = "nobody", _("Waiting for nobody")

    source = models.CharField(_("source"), max_length=30)
    kind = models.CharField(_("kind of case"), max_length=40, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("queue"))
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("category"))
    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("status"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("assignee"),
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("customer"),
    )
    buyer_login = models.CharField(_("buyer"), max_length=150, blank=True)
    buyer_external_id = models.CharField(max_length=100, blank=True)
    buyer_name = models.CharField(max_length=200, blank=True)
    reference = models.CharField(_("case number"), max_length=60, blank=True)
    order_id = models.CharField(_("order"), max_length=100, blank=True)
    case_state = models.CharField(
        max_length=20, choices=[(state.value, state.value) for state in CaseState], default=CaseState.ONGOING
    )
    can_reply = models.BooleanField(default=True)
    history_incomplete = models.BooleanField(default=False)
    waiting_for = models.CharField(_("answer"), max_length=10, choices=WaitingFor.choices, default=WaitingFor.US)
    due_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    last_activity_at = models.DateTimeField(_("last activity"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            models.Index(fields=["-last_activity_at", "-id"], name="ticket_newest"),
            models.Index(fields=["buyer_external_id"], name="ticket_buyer_id"),
            models.Index(Lower("buyer_login"), name="ticket_buyer_login"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"


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
        UNCERTAIN = "uncertain", _("Uncertain")
        FAILED = "failed", _("Not delivered")

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
    text = models.TextField(blank=True)
    external_id = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001 - absent, not empty: unique
    occurred_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    submission = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="One per filled-in form: a double click is one.",
    )

    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.NONE, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
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
            models.Index(
                fields=["due_at"],
                condition=Q(delivery__in=["queued", "sending", "uncertain"]),
                name="message_due",
            ),
            models.Index(fields=["ticket"], condition=Q(delivery__in=["uncertain", "failed"]), name="message_problem"),
        ]

    def __str__(self) -> str:
        return f"{self.author_type} {self.occurred_at:%Y-%m-%d %H:%M}"


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
    """What an undone reply said, waiting in its author's composer: text, closure request and file."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    asks_closure = models.BooleanField(default=False)
    attachment = models.OneToOneField(Attachment, on_delete=models.SET_NULL, null=True, related_name="draft")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "author"], name="one_draft_per_author")]

    def __str__(self) -> str:
        return self.text[:50]


class Event(models.Model):
    """What happened to a ticket, by whom; `actor` empty means Parley itself."""

    class Kind(models.TextChoices):
        CREATED = "created", _("created")
        ASSIGNED = "assigned", _("assigned")
        STATUS = "status", _("status changed")
        QUEUE = "queue", _("queue changed")
        CATEGORY = "category", _("category changed")
        CUSTOMER = "customer", _("customer added")
        KIND = "kind", _("kind of case changed")
        CASE_STATE = "case_state", _("case changed on the marketplace")
        REPLY_QUEUED = "reply_queued", _("reply written")
        REPLY_UNDONE = "reply_undone", _("reply undone")
        REPLY_DELIVERED = "reply_delivered", _("reply delivered")
        REPLY_UNCERTAIN = "reply_uncertain", _("reply uncertain")
        REPLY_FAILED = "reply_failed", _("reply not delivered")
        REPLY_AGAIN = "reply_again", _("reply sent again")
        COMMENT = "comment", _("comment added")

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
