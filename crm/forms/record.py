"""A customer's record as one form: name and company, custom fields, e-mails and phones."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.fields import as_text, form_field
from crm.models import Customer, CustomerEmail, CustomerPhone, CustomField, CustomFieldValue


class EmailForm(forms.Form):
    value = forms.EmailField(label=_("E-mail"), required=False, max_length=254)


class PhoneForm(forms.Form):
    value = forms.CharField(label=_("Phone"), required=False, max_length=40, widget=forms.TextInput({"type": "tel"}))


class BaseLines(forms.BaseFormSet):  # type: ignore[type-arg]  # takes no parameter at run time
    """One value a line, none twice; an empty line is no line."""

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            value = form.cleaned_data.get("value", "") if form.is_valid() else ""
            if value and value.casefold() in seen:
                form.add_error("value", ValidationError(_("This is on the record twice.")))
            seen.add(value.casefold())


EmailLines = forms.formset_factory(EmailForm, formset=BaseLines, extra=2, max_num=50, validate_max=True)
PhoneLines = forms.formset_factory(PhoneForm, formset=BaseLines, extra=2, max_num=50, validate_max=True)


def filled_in(lines: "forms.BaseFormSet[Any]") -> list[str]:
    """The lines that say something, in their order."""
    return [row["value"] for row in lines.cleaned_data if row.get("value")]


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = Customer
        fields = ["name", "company"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.custom_fields = list(CustomField.objects.all())
        held = self._held_values()
        for field in self.custom_fields:
            self.fields[f"field_{field.pk}"] = form_field(field, held.get(field.pk, ""))
        data = self.data if self.is_bound else None
        self.emails = EmailLines(data, initial=self._lines("emails", "email"), prefix="emails")
        self.phones = PhoneLines(data, initial=self._lines("phones", "number"), prefix="phones")

    def is_valid(self) -> bool:
        # All three are asked, so that every mistake shows at once.
        return all([super().is_valid(), self.emails.is_valid(), self.phones.is_valid()])

    @transaction.atomic
    def save(self, commit: bool = True) -> Customer:  # noqa: FBT001, FBT002 - Django's own signature
        customer: Customer = super().save(commit)
        Customer.objects.select_for_update().get(pk=customer.pk)  # two people who save at once take turns
        self._save_lines(customer)
        self._save_values(customer)
        customer.update_search()
        return customer

    def _save_lines(self, customer: Customer) -> None:
        customer.emails.all().delete()
        CustomerEmail.objects.bulk_create(
            CustomerEmail(customer=customer, email=email) for email in filled_in(self.emails)
        )
        customer.phones.all().delete()
        CustomerPhone.objects.bulk_create(
            CustomerPhone(customer=customer, number=line) for line in filled_in(self.phones)
        )

    def _save_values(self, customer: Customer) -> None:
        for field in self.custom_fields:
            value = as_text(self.cleaned_data[f"field_{field.pk}"])
            if value:
                CustomFieldValue.objects.update_or_create(customer=customer, field=field, defaults={"value": value})
            else:
                customer.field_values.filter(field=field).delete()

    def _held_values(self) -> dict[int, str]:
        if not self.instance.pk:
            return {}
        return dict(self.instance.field_values.values_list("field_id", "value"))

    def _lines(self, relation: str, attribute: str) -> list[dict[str, str]]:
        if not self.instance.pk:
            return []
        rows = getattr(self.instance, relation).values_list(attribute, flat=True)
        return [{"value": value} for value in rows]
