"""The lists that an administrator keeps for tickets, as data: the pages of all three work alike."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.forms.names import NamedForm
from tickets.models import Category, Queue, Status
from tickets.removal import Thing
from tickets.settings_forms import CategoryForm, QueueForm, StatusForm


@dataclass(frozen=True)
class Section:
    """One of the lists: its words, form and page. `name` is also how its addresses are called (see settings_urls)."""

    name: str
    model: type[Queue] | type[Category] | type[Status]
    form: type[NamedForm]
    title: Promise
    introduction: Promise
    add: Promise
    list_template: str
    list_name: str

    @property
    def address(self) -> str:
        return reverse(f"settings:{self.list_name}")

    @property
    def add_address(self) -> str:
        return reverse(f"settings:{self.name}_add")

    def get(self, pk: int) -> Thing:
        """The one with this id. Raises Http404."""
        things: QuerySet[Any] = self.model._default_manager.all()
        thing: Thing = get_object_or_404(things, pk=pk)
        return thing

    def rows(self) -> QuerySet[Any]:
        """Everything in the list, each with the number of its tickets."""
        return self.model._default_manager.annotate(ticket_count=Count("tickets"))

    def next_position(self) -> int:
        """The place after the last one."""
        last: int | None = self.model._default_manager.aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1


QUEUES = Section(
    name="queue",
    model=Queue,
    form=QueueForm,
    title=_("Queues"),
    introduction=_("Where tickets wait for a team. Each integration delivers its cases to one queue."),
    add=_("Add a queue"),
    list_template="settings/queues.html",
    list_name="queues",
)
CATEGORIES = Section(
    name="category",
    model=Category,
    form=CategoryForm,
    title=_("Categories"),
    introduction=_("What tickets are about, for sorting and reports."),
    add=_("Add a category"),
    list_template="settings/categories.html",
    list_name="categories",
)
STATUSES = Section(
    name="status",
    model=Status,
    form=StatusForm,
    title=_("Statuses"),
    introduction=_("The steps of your own work on a ticket. The marketplace is not told about them."),
    add=_("Add a status"),
    list_template="settings/statuses.html",
    list_name="statuses",
)
