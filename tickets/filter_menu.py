"""The menu of filters above the list, as plain values: while nothing else is chosen it need not be written again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.fragments import fragment
from tickets.filters import ME, NOBODY, TicketFilter
from tickets.options import Option, Options

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choice:
    """One filter: a list to choose from, a box to tick, or a field to fill in (`type` as HTML has it)."""

    name: str
    id: str
    label: str
    value: str
    type: str
    options: Pairs = ()


def menu_html(filters: TicketFilter, options: Options, accounts: Sequence[str]) -> SafeString:
    """The menu with what is chosen. `accounts` are our names on the marketplaces."""
    rows = {
        "queue": _of(options.queues),
        "category": _of(options.categories),
        "status": _of(options.statuses),
        "tag": _of(options.tags),
        "account": tuple((name, name) for name in accounts),
        "assignee": ((ME, _("me")), (NOBODY, _("nobody")), *_of(options.people)),
    }
    fields = [field for field in filters.form.visible_fields() if field.name != "q"]
    return fragment("tickets/parts/filter_menu.html", tuple(_choice(field, rows.get(field.name)) for field in fields))


def _of(things: Sequence[Option]) -> Pairs:
    return tuple((str(thing.pk), thing.name) for thing in things)


def _choice(field: BoundField, options: Pairs | None) -> Choice:
    value, kind = field.value(), field.widget_type
    if options is None and kind == "select":
        # The first of a form's own choices is the empty one, which the template writes for all.
        options = tuple((str(key), str(words)) for key, words in field.field.widget.choices if key)
    return Choice(
        name=field.html_name,
        id=field.id_for_label,
        label=str(field.label),
        value="" if value in (None, False) else str(value),
        type="select" if options is not None else kind,
        options=options or (),
    )
