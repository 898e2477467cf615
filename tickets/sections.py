"""The lists that an administrator keeps for tickets, as data: their pages all work alike."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.settings_map import Entry, Group
from crm.forms.names import NamedForm
from tickets.models import CannedReply, Category, Queue, Status, Tag
from tickets.removal import Thing
from tickets.settings_forms import CannedReplyForm, CategoryForm, QueueForm, StatusForm, TagForm

PERMISSION = "tickets.manage_settings"


@dataclass(frozen=True)
class Section:
    """One of the lists: its words, form and page. `name` is also how its addresses are called (see settings_urls).

    `is_ordered`: its rows have a position. `has_tickets`: tickets refer to them.
    """

    name: str
    model: type[Thing]
    form: type[NamedForm]
    title: Promise
    introduction: Promise
    add: Promise
    list_name: str
    list_template: str = "settings/list.html"
    is_ordered: bool = True
    has_tickets: bool = True

    @property
    def entry(self) -> Entry:
        """Its place on the map of the settings."""
        words, count = self.introduction, self.model._default_manager.count
        return Entry(Group.TICKETS, self.title, words, f"settings:{self.list_name}", PERMISSION, count)

    @property
    def address(self) -> str:
        return reverse(f"settings:{self.list_name}")

    @property
    def add_address(self) -> str:
        return reverse(f"settings:{self.name}_add")

    @property
    def edit_page(self) -> str:
        """The name of the page that changes a row; the templates add the row's id."""
        return f"settings:{self.name}_edit"

    @property
    def delete_page(self) -> str:
        """As `edit_page`, for the page that deletes a row."""
        return f"settings:{self.name}_delete"

    def get(self, pk: int) -> Thing:
        """The one with this id. Raises Http404."""
        things: QuerySet[Any] = self.model._default_manager.all()
        thing: Thing = get_object_or_404(things, pk=pk)
        return thing

    def rows(self) -> QuerySet[Any]:
        """Everything in the list, each with the number of its tickets where it has any."""
        things: QuerySet[Any] = self.model._default_manager.all()
        return things.annotate(ticket_count=Count("tickets")) if self.has_tickets else things

    def next_position(self) -> int | None:
        """The place after the last one, None where the rows have no places."""
        if not self.is_ordered:
            return None
        last: int | None = self.model._default_manager.aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1


QUEUES = Section(
    name="queue",
    model=Queue,
    form=QueueForm,
    title=_("Queues"),
    introduction=_("Where tickets wait for a team. Each integration delivers its cases to one queue."),
    add=_("Add a queue"),
    list_name="queues",
    list_template="settings/queues.html",
)
CATEGORIES = Section(
    name="category",
    model=Category,
    form=CategoryForm,
    title=_("Categories"),
    introduction=_("What tickets are about, for sorting and reports."),
    add=_("Add a category"),
    list_name="categories",
)
STATUSES = Section(
    name="status",
    model=Status,
    form=StatusForm,
    title=_("Statuses"),
    introduction=_("The steps of your own work on a ticket. The marketplace is not told about them."),
    add=_("Add a status"),
    list_name="statuses",
    list_template="settings/statuses.html",
)
CANNED_REPLIES = Section(
    name="canned_reply",
    model=CannedReply,
    form=CannedReplyForm,
    title=_("Canned replies"),
    introduction=_("Texts that agents put into their replies with one click; names and numbers fill themselves in."),
    add=_("Add a canned reply"),
    list_name="canned_replies",
    list_template="settings/canned_replies.html",
    has_tickets=False,
)
TAGS = Section(
    name="tag",
    model=Tag,
    form=TagForm,
    title=_("Tags"),
    introduction=_("Marks that agents put on tickets, as many as they like."),
    add=_("Add a tag"),
    list_name="tags",
    is_ordered=False,
)
SECTIONS = (QUEUES, CATEGORIES, STATUSES, CANNED_REPLIES, TAGS)
