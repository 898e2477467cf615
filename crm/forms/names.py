"""A name that must be the only one of its kind."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError


class NamedForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's ModelForm takes no parameter at run time
    """Refuses a name that another row bears, upper and lower case alike, and says so beside the field."""

    name_is_taken: ClassVar[Any]  # a lazy sentence

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = self._meta.model._default_manager.exclude(pk=self.instance.pk)
        # Compared here, because SQLite's LOWER() knows ASCII only. These lists are short.
        if name.casefold() in {other.casefold() for other in others.values_list("name", flat=True)}:
            raise ValidationError(self.name_is_taken, code="unique")
        return name
