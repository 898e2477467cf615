"""One case, as agents see it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crm.models import Customer
from tickets.facts import CaseState
from tickets.models.workspace import Category, Queue, Status, Tag


class Ticket(models.Model):
    """One case, as agents see it. What the marketplace says of the case is kept in neutral words only."""

    class WaitingFor(models.TextChoices):
        US = "us", _("Waiting for us")
        BUYER = "buyer", _("Waiting for the buyer")
        NOBODY = "nobody", _("Waiting for nobody")

    class Priority(models.IntegerChoices):
        LOW = 0, _("Low")
        NORMAL = 1, _("Normal")
        HIGH = 2, _("High")
        URGENT = 3, _("Urgent")

    source = models.CharField(_("source"), max_length=30)
    account = models.CharField(_("account"), max_length=150, blank=True, help_text="Our name on the marketplace.")
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
    products = models.CharField(_("products"), max_length=500, blank=True, help_text="Their names, one a line.")
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    tags = models.ManyToManyField(Tag, blank=True, related_name="tickets", verbose_name=_("tags"))
    case_state = models.CharField(
        max_length=20, choices=[(state.value, state.value) for state in CaseState], default=CaseState.ONGOING
    )
    can_reply = models.BooleanField(default=True)
    history_incomplete = models.BooleanField(default=False)
    waiting_for = models.CharField(_("answer"), max_length=10, choices=WaitingFor.choices, default=WaitingFor.US)
    due_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    last_due_at = models.DateTimeField(null=True, blank=True, help_text="The newest deadline known, kept afterwards.")
    missed_deadline = models.BooleanField(default=False, help_text="Whether a deadline passed before the case ended.")
    is_overdue = models.BooleanField(default=False, help_text="Whether the deadline has passed; see deadlines.py.")
    is_unread = models.BooleanField(default=False, help_text="Something came in since an agent last opened it.")
    first_response_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when its status is one that closes; empty while it is open."
    )
    opened_at = models.DateTimeField(_("opened"))
    last_activity_at = models.DateTimeField(_("last activity"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            models.Index(fields=["-last_activity_at", "-id"], name="ticket_newest"),
            models.Index(fields=["-is_overdue", "-last_activity_at", "-id"], name="ticket_overdue_first"),
            models.Index(
                fields=["-is_overdue", "-last_activity_at", "-id"],
                condition=Q(closed_at__isnull=True),
                name="ticket_open",
            ),
            models.Index(fields=["due_at"], condition=Q(is_overdue=False, due_at__isnull=False), name="ticket_due"),
            models.Index(fields=["opened_at"], name="ticket_opened"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="ticket_closed"),
            models.Index(fields=["-last_activity_at", "-id"], condition=Q(is_unread=True), name="ticket_unread"),
            models.Index(fields=["buyer_external_id"], name="ticket_buyer_id"),
            models.Index(Lower("buyer_login"), name="ticket_buyer_login"),
            models.Index(fields=["buyer_login"], name="ticket_of_buyer"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"
