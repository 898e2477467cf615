"""The working hours of a queue as a form: rows of weekday, from, to; a row without times is no row."""

from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tickets.models import Queue, WorkingHours

Span = dict[str, Any]


class SpanForm(forms.Form):
    weekday = forms.TypedChoiceField(label=_("weekday"), coerce=int, choices=WorkingHours.Weekday.choices)
    opens = forms.TimeField(label=_("from"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    closes = forms.TimeField(label=_("to"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))

    def clean(self) -> Span:
        span: Span = self.cleaned_data
        if "opens" not in span or "closes" not in span:
            return span
        opens, closes = span["opens"], span["closes"]
        if (opens is None) != (closes is None):
            self.add_error("closes" if closes is None else "opens", _("Give both times, or leave both empty."))
        elif opens is not None and closes <= opens:
            self.add_error("closes", _("The end must be later than the beginning."))
        return span


class BaseHoursFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # takes no parameter at run time
    def clean(self) -> None:
        """Spans of one day follow each other."""
        if any(self.errors) or not self.management_form.is_valid():
            return
        spans = filled_in(self)
        for earlier, later in pairwise(spans):
            if earlier["weekday"] == later["weekday"] and later["opens"] < earlier["closes"]:
                day = WorkingHours.Weekday(later["weekday"]).label
                raise ValidationError(_("Two rows overlap: %(day)s."), params={"day": day})


HoursFormSet = forms.formset_factory(SpanForm, formset=BaseHoursFormSet, extra=0, max_num=40, validate_max=True)


def spans_of(queue: Queue) -> list[Span]:
    """What the form shows: the queue's spans, each other weekday empty, and one row more for a second shift."""
    held = queue.working_hours.all() if queue.pk else []
    rows: list[Span] = [{"weekday": span.weekday, "opens": span.opens, "closes": span.closes} for span in held]
    free = set(WorkingHours.Weekday.values) - {row["weekday"] for row in rows}
    rows += [{"weekday": weekday} for weekday in free]
    return [*sorted(rows, key=lambda row: row["weekday"]), {"weekday": WorkingHours.Weekday.MONDAY}]


def filled_in(hours: "forms.BaseFormSet[Any]") -> list[Span]:
    """The rows with times, in the order of the week."""
    rows = [row for row in hours.cleaned_data if row.get("opens")]
    return sorted(rows, key=lambda row: (row["weekday"], row["opens"]))


def save_hours(queue: Queue, hours: "forms.BaseFormSet[Any]") -> None:
    """The queue works exactly these hours from now on."""
    queue.working_hours.all().delete()
    WorkingHours.objects.bulk_create(WorkingHours(queue=queue, **span) for span in filled_in(hours))
