"""The audit log, read: what can be chosen of it, page by page, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from cursor_pagination import CursorPage, CursorPaginator, InvalidCursor
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry, User

PAGE_SIZE = 50
# Beyond these the clock cannot count, and nobody looks there.
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
            entries = entries.filter(occurred_at__gte=_moment(wanted["since"], time.min))
        if wanted.get("until"):
            entries = entries.filter(occurred_at__lte=_moment(wanted["until"], time.max))
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


class _Pages(CursorPaginator):  # type: ignore[misc]  # the library ships no types
    """Pages by id, which it compares as a number; never null, so that the primary key serves the order."""

    def _nulls_ordering(self, ordering: tuple[str, ...], from_last: bool = False) -> list[OrderBy]:  # noqa: FBT001, FBT002
        return [F(key.lstrip("-")).desc() if key.startswith("-") else F(key).asc() for key in ordering]

    def apply_cursor(
        self,
        cursor: str,
        queryset: QuerySet[AuditEntry],
        from_last: bool,  # noqa: FBT001
        reverse: bool = False,  # noqa: FBT001, FBT002
    ) -> QuerySet[AuditEntry]:
        try:
            (number,) = map(int, self.decode_cursor(cursor))
        except (TypeError, ValueError) as error:
            raise InvalidCursor from error
        return queryset.filter(id__gt=number) if reverse else queryset.filter(id__lt=number)


def page_of(entries: QuerySet[AuditEntry], params: Mapping[str, Any]) -> CursorPage:
    """One page by key; a cursor that means nothing gives the first page."""
    paginator = _Pages(entries, ordering=("-id",))
    try:
        if params.get("before"):
            return paginator.page(last=PAGE_SIZE, before=params["before"])
        return paginator.page(first=PAGE_SIZE, after=params.get("after") or None)
    except InvalidCursor:
        return paginator.page(first=PAGE_SIZE)


def cursors(page: CursorPage) -> dict[str, str | None]:
    """The address parts of the pages with newer and older entries, None where there are none."""
    return {
        "newer": page.paginator.cursor(page[0]) if len(page) and page.has_previous else None,
        "older": page.paginator.cursor(page[-1]) if len(page) and page.has_next else None,
    }


def _in_words(change: dict[str, Any]) -> tuple[str, str, str]:
    old, new = change["old"], change["new"]
    if change.get("is_word"):
        old, new = (gettext(word) if word else "" for word in (old, new))
    return gettext(change["label"]), old, new


def _moment(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
