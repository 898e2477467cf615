"""Customers and the fields that a company adds to their records."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


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

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


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
    folded = models.CharField(max_length=1000, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "field"], name="custom_field_value_once")]
        indexes = [models.Index(fields=["field", "folded"], name="custom_field_value_any_case")]

    def __str__(self) -> str:
        return self.value

    def save(self, *args: Any, **kwargs: Any) -> None:
        # SQLite's LOWER() knows ASCII only, so upper and lower case are levelled here.
        self.folded = self.value.casefold()
        super().save(*args, **kwargs)


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
