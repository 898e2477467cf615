"""Forms of people: one's own profile, and what an administrator decides."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = User
        fields = ["name", "language", "signature"]
        widgets = {"signature": forms.Textarea({"rows": 4})}


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    class Meta:
        model = User
        fields = ["email", "name", "role", "language"]

    def clean_email(self) -> str:
        email: str = User.objects.normalize_email(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a person with this e-mail already."), code="unique")
        return email

    def add(self) -> User:
        """The new person, who has no password yet."""
        fields: dict[str, Any] = self.cleaned_data
        return User.objects.create_user(**fields)
