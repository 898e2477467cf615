"""The views at the side of the list: those that everybody has, and those that people save."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from tickets import filters, listing
from tickets.models import SavedView
from tickets.rejections import Rejected

LONGEST_NAME = 60


@dataclass(frozen=True)
class View:
    """One entry of the side: where it leads, and how many tickets are there ("" when that is not asked)."""

    name: str
    query: str
    count: str = ""
    is_current: bool = False
    saved: SavedView | None = None

    @property
    def address(self) -> str:
        return f"{self.query}&view={self.saved.pk}" if self.saved else self.query


def built_in() -> list[tuple[str, str]]:
    """Name and filters of the views that everybody has; the first is what opens when nothing is asked for."""
    return [
        (pgettext("tickets", "Open"), "state=open"),
        (_("Waiting for us"), "state=open&waiting_for=us"),
        (_("Unread"), "unread=on"),
        (_("Mine"), "state=open&assignee=me"),
        (_("Nobody's"), "state=open&assignee=none"),
        (_("Overdue"), "overdue=on"),
        (_("Delivery problems"), "problems=on"),
        (_("All tickets"), "state=any"),
    ]


def views_for(person: User) -> QuerySet[SavedView]:
    """One's own and the shared ones."""
    return SavedView.objects.filter(Q(owner=person) | Q(is_shared=True))


def may_change(view: SavedView, person: User) -> bool:
    """Its owner may; what is shared, those who keep the settings, too."""
    return view.owner_id == person.pk or (view.is_shared and person.has_perm("tickets.manage_settings"))


def side(request: HttpRequest, person: User, *, current: str, current_id: int | None, counts: bool) -> list[list[View]]:
    """The views in two groups (everybody's, saved), each with its count if asked: one bounded query a view."""

    def view(name: str, query: str, saved: SavedView | None = None) -> View:
        tickets = filters.chosen(request, filters.parsed(query)).qs if counts else None
        is_current = saved.pk == current_id if saved else current_id is None and query == current
        return View(name, query, _words(listing.count_up_to(tickets)) if tickets is not None else "", is_current, saved)

    saved = [view(one.name, one.query, one) for one in views_for(person)]
    return [[view(name, query) for name, query in built_in()], saved]


def _words(count: int) -> str:
    return f"{listing.MOST_COUNTED}+" if count > listing.MOST_COUNTED else str(count)


def save(person: User, *, name: str, query: str, is_shared: bool) -> SavedView:
    """Keep these filters under a name. Raises Rejected for a name that one has given already."""
    try:
        with transaction.atomic():
            return SavedView.objects.create(owner=person, **_values(name, query), is_shared=is_shared)
    except IntegrityError:
        raise Rejected(_("You have a view with this name already.")) from None


def change(view: SavedView, *, query: str) -> None:
    """Let the view hold these filters from now on."""
    view.query = filters.query_of(filters.parsed(query))
    view.save(update_fields=["query"])


def _values(name: str, query: str) -> dict[str, Any]:
    cleaned = " ".join(name.replace("\x00", "").split())
    if not cleaned:
        raise Rejected(_("Give the view a name."))
    if len(cleaned) > LONGEST_NAME:
        raise Rejected(_("The name is too long."))
    return {"name": cleaned, "query": filters.query_of(filters.parsed(query))}
