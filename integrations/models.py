"""How accounts are connected, the same for every marketplace."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.models import CustomField
from integrations.clock import known
from integrations.encryption import EncryptedTextField
from tickets.models import Category, Queue, Status


class Integration(models.Model):
    """One configured connection of a seller account: where its cases land and what is said automatically.

    It is a draft, without queue and the rest, between authentication and the first save.
    """

    marketplace = models.CharField(max_length=30)
    name = models.CharField(_("integration name"), max_length=100, help_text=_("For your own eyes only."))
    login_field = models.ForeignKey(
        CustomField, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("customer login")
    )
    queue = models.ForeignKey(
        Queue, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("ticket queue")
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("ticket category")
    )
    status_resolved = models.ForeignKey(
        Status, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("status for “resolved”")
    )
    status_unresolved = models.ForeignKey(
        Status,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("status for “unresolved”"),
    )
    status_accepted = models.ForeignKey(
        Status,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("status for an accepted claim"),
    )
    status_rejected = models.ForeignKey(
        Status,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("status for a rejected claim"),
    )
    closure_message = models.TextField(_("default closure message"), max_length=2000, blank=True)
    adds_customers = models.BooleanField(_("add buyers to the CRM automatically"), default=False)
    answers_new_cases = models.BooleanField(_("answer new cases automatically"), default=False)
    new_case_answer = models.TextField(_("answer to a new case"), max_length=2000, blank=True)
    answers_out_of_hours = models.BooleanField(_("answer outside working hours"), default=False)
    out_of_hours_answer = models.TextField(_("answer outside working hours"), max_length=2000, blank=True)

    is_running = models.BooleanField(_("running"), default=False)
    started_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # Health
    first_import_done_at = models.DateTimeField(null=True, blank=True)
    last_quick_at = models.DateTimeField(null=True, blank=True)
    last_deep_at = models.DateTimeField(null=True, blank=True)
    last_wide_at = models.DateTimeField(null=True, blank=True)
    # When one of each kind last came to its end without having read everything; `shortcoming` is why
    short_quick_at = models.DateTimeField(null=True, blank=True)
    short_deep_at = models.DateTimeField(null=True, blank=True)
    short_wide_at = models.DateTimeField(null=True, blank=True)
    short_decided_at = models.DateTimeField(null=True, blank=True)
    shortcoming = models.CharField(max_length=500, blank=True)
    last_decided_at = models.DateTimeField(null=True, blank=True)
    decided_due_at = models.DateTimeField(null=True, blank=True)
    last_news_at = models.DateTimeField(null=True, blank=True)
    failures_in_row = models.PositiveIntegerField(default=0)
    last_failure = models.CharField(max_length=500, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)

    # The notice to administrators: what it was about and since when, until the integration recovers
    alert = models.CharField(max_length=20, blank=True)
    alerted_at = models.DateTimeField(null=True, blank=True)

    # The lease: one worker at a time sweeps an account
    lease_holder = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("integration")
        verbose_name_plural = _("integrations")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("integrations:detail", args=[self.pk])

    @property
    def last_sweep_at(self) -> datetime | None:
        """When the newest complete sweep of open cases began, as far as is known: decided claims prove nothing here."""
        sweeps = (known(self.last_quick_at), known(self.last_deep_at), known(self.last_wide_at))
        return max((at for at in sweeps if at is not None), default=None)

    @property
    def last_ended_at(self) -> datetime | None:
        """When the newest sweep of open cases began that came to its end, complete or not."""
        short = (known(self.short_quick_at), known(self.short_deep_at), known(self.short_wide_at))
        return max((at for at in (self.last_sweep_at, *short) if at is not None), default=None)

    @property
    def falls_short(self) -> bool:
        """Whether the newest sweep of some kind did not read everything there is."""
        pairs = (
            (self.short_quick_at, self.last_quick_at),
            (self.short_deep_at, self.last_deep_at),
            (self.short_wide_at, self.last_wide_at),
            (self.short_decided_at, self.last_decided_at),
        )
        return any(short is not None and (last is None or short > last) for short, last in pairs)

    @property
    def is_configured(self) -> bool:
        """Whether every choice is made that a case needs to land."""
        return None not in (
            self.login_field_id,
            self.queue_id,
            self.category_id,
            self.status_resolved_id,
            self.status_unresolved_id,
        )


class SyncRun(models.Model):
    """One sweep of one integration and what came of it."""

    class Kind(models.TextChoices):
        QUICK = "quick", _("quick")
        DEEP = "deep", _("deep")
        WIDE = "wide", _("wide")
        DECIDED = "decided", _("decided claims")

    class Outcome(models.TextChoices):
        RUNNING = "running", _("running")
        COMPLETE = "complete", _("complete")
        INCOMPLETE = "incomplete", _("not complete")
        INTERRUPTED = "interrupted", _("interrupted")
        FAILED = "failed", _("failed")

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    is_first_import = models.BooleanField(default=False)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.RUNNING)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cases_total = models.PositiveIntegerField(default=0)
    cases_done = models.PositiveIntegerField(default=0)
    cases_failed = models.PositiveIntegerField(default=0)
    cases_older = models.PositiveIntegerField(default=0, help_text="Open cases from before the days of a first import.")
    messages_new = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["integration", "-started_at"], name="run_newest"),
            # A week of sweeps is kept; hardly any is running, and few belong to a first import.
            models.Index(fields=["integration"], condition=models.Q(outcome="running"), name="run_running"),
            models.Index(
                fields=["integration", "-started_at"],
                condition=models.Q(is_first_import=True),
                name="run_first_import",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started_at:%Y-%m-%d %H:%M}"


class UnreadableCase(models.Model):
    """A case of a marketplace that cannot be read or stored, for as long as that is so: see unreadable.py.

    One that its marketplace does not know (any more) has `unknown_at`: it is shown, and counts no longer.
    """

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="unreadable_cases")
    external_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=40, blank=True, help_text="As its marketplace calls it; empty when not told.")
    since = models.DateTimeField(auto_now_add=True)
    tried_at = models.DateTimeField(auto_now=True)
    reason = models.CharField(max_length=500)
    unknown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("case that could not be read")
        ordering = ["since", "id"]
        constraints = [models.UniqueConstraint(fields=["integration", "external_id"], name="unreadable_once")]

    def __str__(self) -> str:
        return self.external_id


class FailedCall(models.Model):
    """One call to a marketplace that failed, as its support asks for it. Only the newest of an integration are kept."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="failed_calls")
    at = models.DateTimeField(auto_now_add=True)
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField(default=0, help_text="HTTP status; 0 when no answer came.")
    code = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=60, help_text="What the client made of it.")
    trace_id = models.CharField(max_length=100, blank=True)
    seconds = models.FloatField(default=0)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["integration", "-at"], name="failed_call_newest")]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"


class Heartbeat(models.Model):
    """When a process that must go on for ever was last seen alive: see heartbeats.py."""

    name = models.CharField(max_length=30, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class OAuthState(models.Model):
    """The memory of one trip to a marketplace's sign-in page. Taking it deletes it: it works once."""

    state = models.CharField(max_length=100, unique=True)
    verifier = EncryptedTextField()
    marketplace = models.CharField(max_length=30)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.marketplace} {self.created_at:%Y-%m-%d %H:%M}"
