"""Forms of people: one's own profile, and what an administrator decides."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "signature"]
        widgets = {"signature": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(name, name.replace("_", " ")) for name in sorted(available_timezones())]
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label,
            help_text=self.fields["time_zone"].help_text,
            choices=[("", settings.TIME_ZONE.replace("_", " ")), *zones],
            required=False,
        )


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    email_is_taken = _("There is a person with this e-mail already.")

    class Meta:
        model = User
        fields = ["email", "name", "role", "language"]

    def clean_email(self) -> str:
        email: str = User.objects.normalize_email(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(self.email_is_taken, code="unique")
        return email
