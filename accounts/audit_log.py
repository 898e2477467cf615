"""The audit log, read: what can be chosen of it, page by page, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cursor_pagination import CursorPage
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import paging
from accounts.days import begin_of, end_of
from accounts.models import AuditEntry, User
from accounts.paging import KeyPages

PAGE_SIZE = 50
# Nobody looks beyond these: such a year is a slip of the keys.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


def _day() -> dict[str, Any]:
    limits = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    return {"required": False, "widget": forms.DateInput({"type": "date"}, "%Y-%m-%d"), "validators": limits}


class ChoiceForm(forms.Form):
    """Which entries to show. What is given wrongly is said beside its field and left out."""

    person: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        User.objects.all(), label=_("Person"), required=False, empty_label=_("Anybody")
    )
    kind = forms.ChoiceField(label=_("What was changed"), required=False)
    since = forms.DateField(label=_("From day"), **_day())
    until = forms.DateField(label=_("To day"), **_day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = AuditEntry.objects.order_by("kind").values_list("kind", flat=True).distinct()
        kinds = sorted(((kind, gettext(kind)) for kind in known), key=lambda pair: pair[1])
        self.fields["kind"].choices = [("", _("Anything")), *kinds]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        since: date | None = self.cleaned_data.get("since")
        if since and until and until < since:
            raise ValidationError(_("The end must not be before the beginning."))
        return until

    @property
    def chosen(self) -> QuerySet[AuditEntry]:
        """The entries that fit, newest first."""
        self.is_valid()
        wanted: Mapping[str, Any] = self.cleaned_data
        entries = AuditEntry.objects.order_by("-id")
        if wanted.get("person"):
            entries = entries.filter(actor=wanted["person"])
        if wanted.get("kind"):
            entries = entries.filter(kind=wanted["kind"])
        if wanted.get("since"):
            entries = entries.filter(occurred_at__gte=begin_of(wanted["since"]))
        if wanted.get("until"):
            entries = entries.filter(occurred_at__lt=end_of(wanted["until"]))
        return entries


@dataclass(frozen=True)
class Row:
    """An entry in the reader's words. `changes` are label, old and new; both empty where only the fact is kept."""

    entry: AuditEntry
    kind: str
    changes: list[tuple[str, str, str]]

    @property
    def sentence(self) -> str:
        """The changes in one line, as a file shows them."""
        return "; ".join(f"{label}: {old} → {new}" if old or new else label for label, old, new in self.changes)


def in_words(entry: AuditEntry) -> Row:
    """The entry with the words that are ours translated."""
    return Row(entry, gettext(entry.kind), [_in_words(change) for change in entry.changes])


class _Pages(KeyPages):
    """Pages by id alone, so that the primary key serves the order."""

    def place_of(self, parts: Sequence[str | None]) -> int:
        (number,) = parts
        return int(number or "")

    def beyond(self, queryset: QuerySet[AuditEntry], place: int, *, newer: bool) -> QuerySet[AuditEntry]:
        return queryset.filter(id__gt=place) if newer else queryset.filter(id__lt=place)


def page_of(entries: QuerySet[AuditEntry], params: Mapping[str, Any]) -> CursorPage:
    """One page by key."""
    return paging.page_of(_Pages(entries, ordering=("-id",)), params, PAGE_SIZE)


def _in_words(change: dict[str, Any]) -> tuple[str, str, str]:
    old, new = change["old"], change["new"]
    if change.get("is_word"):
        old, new = (gettext(word) if word else "" for word in (old, new))
    return gettext(change["label"]), old, new
