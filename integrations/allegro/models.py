"""What we keep of an Allegro account and of each of its cases."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from integrations.encryption import EncryptedTextField
from integrations.models import Integration
from tickets.models import Ticket


class Account(models.Model):
    """A seller's account and its tokens. `disconnected_at` is set when only a person can mend the connection."""

    integration = models.OneToOneField(Integration, on_delete=models.CASCADE, related_name="allegro_account")
    seller_id = models.CharField(max_length=50, unique=True)
    seller_login = models.CharField(_("seller"), max_length=150)
    access_token = EncryptedTextField(blank=True)
    access_token_expires_at = models.DateTimeField(null=True)
    refresh_token = EncryptedTextField(blank=True)
    refresh_token_obtained_at = models.DateTimeField(null=True)
    missing_scopes = models.CharField(
        max_length=300, blank=True, help_text="What the seller did not grant, parted by spaces."
    )
    left_out = models.PositiveIntegerField(default=0, help_text="Entries of lists without identity.")
    set_aside = models.JSONField(default=list, blank=True, help_text="Some of these entries as they came.")
    connected_at = models.DateTimeField()
    restricted_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when Allegro has refused every call of this account."
    )
    disconnected_at = models.DateTimeField(null=True, blank=True)
    disconnected_reason = models.CharField(max_length=300, blank=True)
    clock_ahead = models.FloatField(
        null=True, help_text="Seconds that Allegro's clock is ahead of ours: see clocks.py."
    )
    clock_measured_at = models.DateTimeField(null=True)
    decided_offset = models.PositiveIntegerField(
        default=0, help_text="Where the reading of the list of decided claims goes on; 0 when it is complete."
    )
    decided_listed_at = models.DateTimeField(
        null=True, help_text="When that list was read to its end, until the chats that come after it are read, too."
    )

    class Meta:
        verbose_name = _("Allegro account")

    def __str__(self) -> str:
        return self.seller_login

    def lacks(self, scope: str) -> bool:
        """Whether the seller did not grant this permission."""
        return scope in self.missing_scopes.split()


class Budget(models.Model):
    """What a client id has asked of Allegro lately, and until when it may not ask: see budget.py.

    `arrival` is the GCRA's theoretical arrival time in microseconds; `used` counts the requests of `minute` (of the
    epoch). Of messages that must be apart: `answer_due_at` is how long the one under way is waited for, `free_at` when
    the next one may leave.
    """

    client_id = models.CharField(max_length=100)
    share = models.CharField(max_length=70)
    arrival = models.BigIntegerField(default=0)
    minute = models.BigIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True, blank=True)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    free_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client_id", "share"], name="budget_once_per_share")]

    def __str__(self) -> str:
        return self.share


class Case(models.Model):
    """One discussion, claim or purchase problem. Unknown kinds and statuses are kept as Allegro said them.

    `fingerprint` is what the list said when its messages were last proven to be complete, "" while they are not.
    """

    class Kind(models.TextChoices):
        DISCUSSION = "discussion", _("Discussion")
        CLAIM = "claim", _("Claim")
        PURCHASE_PROBLEM = "purchase_problem", _("Purchase problem")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="cases")
    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="allegro_case")
    external_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    status = models.CharField(max_length=60)
    chat_active = models.BooleanField(default=True)
    reference_number = models.CharField(max_length=60, blank=True)
    right = models.CharField(max_length=40, blank=True, help_text="On what a claim rests, in Allegro's word.")
    order_id = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=100, blank=True)
    reason_text = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    decision_due_at = models.DateTimeField(null=True, blank=True)
    status_due_at = models.DateTimeField(null=True, blank=True)
    return_required = models.BooleanField(null=True, blank=True)
    expectations = models.JSONField(default=list, blank=True)
    products = models.JSONField(default=list, blank=True, help_text="offer_id, name, quantity, price, currency")
    buyer = models.JSONField(default=dict, blank=True, help_text="external_id, login, name, company, emails, phones")
    messages_reported = models.PositiveIntegerField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    bought_at = models.DateTimeField(null=True, blank=True)
    order_total = models.CharField(max_length=40, blank=True)
    order_read_at = models.DateTimeField(null=True, blank=True)
    order_due_at = models.DateTimeField(null=True, blank=True, help_text="When to ask for an order not read yet.")
    chat_read_at = models.DateTimeField(null=True, blank=True)
    last_message_at = models.DateTimeField(null=True, blank=True)
    looked_up_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True)
    failure_trace_id = models.CharField(max_length=100, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True, help_text="When to read again what is not proven.")

    # What the last reading brought, and since when and why it does not prove that all messages are there (proving.py)
    messages_handed_out = models.PositiveIntegerField(null=True, blank=True)
    messages_kept = models.PositiveIntegerField(null=True, blank=True)
    left_out = models.PositiveIntegerField(default=0, help_text="Entries without identity.")
    set_aside = models.JSONField(default=list, blank=True, help_text="Some of these entries as they came.")
    unproven_since = models.DateTimeField(null=True, blank=True)
    unproven_reason = models.CharField(max_length=20, blank=True)
    unproven_entry = models.CharField(max_length=64, blank=True, help_text="What the list said of it then.")
    unproven_moved_at = models.DateTimeField(null=True, blank=True, help_text="When a reading last brought something.")
    difference = models.CharField(max_length=100, blank=True, help_text="What Allegro announces, and what there is.")
    accepted_difference = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("case")
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="case_once_per_account")]
        indexes = [
            models.Index(fields=["account", "kind", "status"], name="case_by_status"),
            models.Index(fields=["external_id"], name="case_by_id"),
            models.Index(fields=["account", "retry_at"], condition=Q(retry_at__isnull=False), name="case_retry"),
            models.Index(
                fields=["account", "unproven_since", "id"],
                condition=Q(unproven_since__isnull=False),
                name="case_unproven",
            ),
            models.Index(
                fields=["account", "order_due_at"], condition=Q(order_due_at__isnull=False), name="case_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class DecidedClaim(models.Model):
    """A decided claim in which people may still write, with a ticket or without one: see decided.py.

    Without a case of the same id it is older than the connection: what its buyer writes from `since` on makes it one.
    `fingerprint` tells what its entry in the list said when its chat was last known, `read_at` when the chat was last
    read whatever the list said, `listed_at` when the list last showed it, give or take a day.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="decided_claims")
    external_id = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    last_message_at = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    listed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="decided_once_per_account")]

    def __str__(self) -> str:
        return self.external_id
