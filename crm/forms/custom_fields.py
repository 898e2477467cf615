"""The form of a custom field, as the settings show it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.fields import LONGEST
from crm.forms.names import NamedForm
from crm.holders import holders
from crm.models import CustomField


class CustomFieldForm(NamedForm):
    name_is_taken = _("There is a field with this name already.")
    audited_besides: ClassVar[dict[str, Promise]] = {"choices": _("Choices")}

    options = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("For the type Choice: one choice per line."),
    )

    class Meta:
        model = CustomField
        fields = ["name", "type"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["options"].initial = "\n".join(self.instance.choices)

    def clean_type(self) -> str:
        new: str = self.cleaned_data["type"]
        if self.instance.pk and new != self.initial["type"]:
            self._refuse_change_in_use()
        return new

    def clean_options(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["options"].splitlines())
        choices = list(dict.fromkeys(line for line in lines if line))
        if any(len(choice) > LONGEST for choice in choices):
            raise ValidationError(_("A choice can have %(limit)d characters at most."), params={"limit": LONGEST})
        return choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("type") == CustomField.Type.CHOICE and cleaned.get("options") == []:
            self.add_error("options", _("Give at least one choice."))
        return cleaned

    def save(self, commit: bool = True) -> CustomField:  # noqa: FBT001, FBT002 - Django's own signature
        is_choice = self.cleaned_data["type"] == CustomField.Type.CHOICE
        self.instance.choices = self.cleaned_data["options"] if is_choice else []
        field: CustomField = super().save(commit)
        return field

    def _refuse_change_in_use(self) -> None:
        if self.instance.values.exists():
            raise ValidationError(
                _("Customers have values in this field, so its type stays. Add another field instead.")
            )
        users = holders(self.instance)
        if users:
            names = ", ".join(f"“{user.name}”" for user in users)
            raise ValidationError(_("The type stays, because the field is used by %(names)s."), params={"names": names})
