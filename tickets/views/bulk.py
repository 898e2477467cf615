"""One change to many tickets: those that are ticked, or all that fit the filters."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import person
from tickets import bulk, filters
from tickets.access import tickets_for
from tickets.bulk import Change
from tickets.models import Category, Queue, Status, Tag, Ticket
from tickets.rejections import Rejected

NOBODY = "none"


class BulkForm(forms.Form):
    """What the bar below the list asks. Everything may be left as it is."""

    assignee = forms.CharField(required=False)
    status = forms.ModelChoiceField(Status.objects.all(), required=False)
    queue = forms.ModelChoiceField(Queue.objects.all(), required=False)
    category = forms.ModelChoiceField(Category.objects.all(), required=False)
    priority = forms.TypedChoiceField(choices=Ticket.Priority.choices, required=False, coerce=int, empty_value=None)
    tag = forms.ModelChoiceField(Tag.objects.all(), required=False)
    untag = forms.ModelChoiceField(Tag.objects.all(), required=False)
    unread = forms.ChoiceField(choices=[("", ""), ("yes", ""), ("no", "")], required=False)
    everything = forms.BooleanField(required=False)
    query = forms.CharField(required=False)

    def clean_assignee(self) -> User | bool | None:
        value = self.cleaned_data["assignee"]
        if value in ("", NOBODY):
            return False if value else None
        chosen = User.objects.filter(is_active=True, pk=value).first() if value.isdecimal() else None
        if chosen is None:
            raise forms.ValidationError(gettext_lazy("This person is not here any more."))
        return chosen

    def change(self) -> Change:
        """What was chosen. Call on a valid form."""
        said = self.cleaned_data
        return Change(
            assignee=said["assignee"],
            status=said["status"],
            queue=said["queue"],
            category=said["category"],
            priority=Ticket.Priority(said["priority"]) if said["priority"] is not None else None,
            tag=said["tag"],
            untag=said["untag"],
            unread={"yes": True, "no": False}.get(said["unread"]),
        )


@require_POST
@permission_required("tickets.change_ticket", raise_exception=True)
def bulk_change(request: HttpRequest) -> HttpResponse:
    form = BulkForm(request.POST)
    back = redirect(_address(request))
    if not form.is_valid():
        messages.error(request, _("That choice does not exist any more. Nothing was changed."))
        return back
    tickets, change = _meant(request, form), form.change()
    if change.is_empty:
        messages.error(request, _("Choose what shall be changed first."))
        return back
    try:
        count = bulk.apply(tickets, change, person(request))
    except Rejected as rejection:
        messages.error(request, rejection.reason)
        return back
    if not count:
        messages.error(request, _("No ticket is ticked. Nothing was changed."))
    else:
        words = ngettext("%(count)s ticket was changed.", "%(count)s tickets were changed.", count)
        messages.success(request, words % {"count": count})
    return back


def _meant(request: HttpRequest, form: BulkForm) -> QuerySet[Ticket]:
    if form.cleaned_data["everything"]:
        tickets: QuerySet[Ticket] = filters.chosen(request, filters.parsed(form.cleaned_data["query"])).qs
        return tickets
    ids = [int(value) for value in request.POST.getlist("ticket") if value.isdecimal() and len(value) < 19]
    return tickets_for(request.user).filter(pk__in=ids)


def _address(request: HttpRequest) -> str:
    """Back to the list as it was, page and view included."""
    kept = filters.parsed(request.POST.get("page", "")).urlencode()
    return f"{reverse('tickets:list')}?{kept}" if kept else reverse("tickets:list")
