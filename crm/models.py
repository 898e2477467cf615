"""Customers and the fields that a company adds to their records."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.formats import date_format, localize
from django.utils.translation import gettext_lazy as _

from crm.folding import LONGEST, digits, fold, level
from crm.signals import customer_changed
from crm.values import as_day, as_number

LOCAL = 9  # digits of a Polish number without its country's


class CustomField(models.Model):
    """A field of the company's own on every customer's record."""

    class Type(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")

    name = models.CharField(_("name"), max_length=80)
    type = models.CharField(_("type"), max_length=10, choices=Type.choices, default=Type.TEXT)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="custom_field_name_any_case",
                violation_error_message=_("There is a field with this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """A CRM record."""

    name = models.CharField(_("name"), max_length=200)
    company = models.CharField(_("company"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    sort_name = models.CharField(max_length=200, editable=False, default="")
    search_text = models.TextField(editable=False, default="")

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["sort_name", "id"]
        indexes = [models.Index(fields=["sort_name", "id"], name="customer_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("crm:detail", args=[self.pk])

    def update_search(self) -> None:
        """Store what the list sorts and searches by. Whoever changed a part of the record calls it afterwards."""
        known = self.search_text
        self.note_search(
            emails=[row.email for row in self.emails.all()],
            phones=[phone.number for phone in self.phones.all()],
            values=[row.value for row in self.field_values.all()],
        )
        self.save(update_fields=["sort_name", "search_text", "updated_at"])
        if self.search_text != known:
            customer_changed.send(Customer, customer=self)

    def note_search(self, *, emails: Iterable[str], phones: Sequence[str], values: Iterable[str]) -> None:
        """The same without storing it, of a record with these parts."""
        numbers = [digits(phone) for phone in phones]
        parts = [self.name, self.company, *phones, *numbers, *(number[-LOCAL:] for number in numbers), *emails, *values]
        self.sort_name = fold(self.name)[:200]
        self.search_text = "\n".join(fold(part) for part in parts if part)


class CustomerEmail(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="emails")
    email = models.EmailField(_("e-mail"), db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint("customer", Lower("email"), name="customer_email_once")]

    def __str__(self) -> str:
        return self.email


class CustomerPhone(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(_("phone"), max_length=40, db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["customer", "number"], name="customer_phone_once")]

    def __str__(self) -> str:
        return self.number


class CustomFieldValue(models.Model):
    """What a customer's record holds in a custom field, as text in the field's own form (dates as ISO 8601)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="field_values")
    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(max_length=500)
    folded = models.CharField(max_length=LONGEST, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "field"], name="custom_field_value_once")]
        indexes = [models.Index(fields=["field", "folded"], name="custom_field_value_any_case")]

    def __str__(self) -> str:
        return self.value

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = level(self.value)
        super().save(*args, **kwargs)

    @property
    def shown(self) -> str:
        """The value as people read it: numbers and dates in the reader's way of writing them, the rest as it is."""
        if self.field.type == CustomField.Type.NUMBER and (number := as_number(self.value)) is not None:
            return localize(number)
        if self.field.type == CustomField.Type.DATE and (day := as_day(self.value)) is not None:
            return date_format(day, "SHORT_DATE_FORMAT")
        return self.value


class CustomerIdentity(models.Model):
    """Who a customer is on a marketplace: its own id for them, which stays when their login changes."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    source = models.CharField(max_length=30)
    external_id = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="customer_identity_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class Note(models.Model):
    """What colleagues should know about a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    text = models.TextField(_("note"), max_length=10_000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.text[:50]
