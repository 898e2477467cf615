"""A name that must be the only one of its kind."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.audit import save_form
from accounts.models import User


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

    def save_by(self, actor: User) -> Any | None:
        """The saved row, known to the audit log; None, said beside the name, if it was taken at this very moment."""
        try:
            return save_form(self, actor)
        except IntegrityError:
            self.add_error("name", self.name_is_taken)
            return None
