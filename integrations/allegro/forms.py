"""*Other data*: where the cases of an account land, and what is said automatically."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from integrations import prerequisites
from integrations.models import Integration

DEFAULT_CLOSURE_MESSAGE = _(
    "Hello, is everything all right now? If the problem is solved, please confirm it and close the case. Thank you!"
)
BUYERS_LANGUAGE = "pl"  # whatever language the administrator reads
STATUSES = ("status_resolved", "status_unresolved", "status_accepted", "status_rejected")
REQUIRED = ("login_field", "queue", "category", "status_resolved", "status_unresolved")
SECTIONS = (
    (_("Where cases land"), ("name", "login_field", "queue", "category")),
    (
        _("When a case ends"),
        (*STATUSES, "closure_message"),
    ),
    (
        _("What happens by itself"),
        ("adds_customers", "answers_new_cases", "new_case_answer", "answers_out_of_hours", "out_of_hours_answer"),
    ),
)
SWITCHED_TEXTS = (("answers_new_cases", "new_case_answer"), ("answers_out_of_hours", "out_of_hours_answer"))
# What follows from each choice, and an example.
HELP = {
    "name": _("Only you and your colleagues see it, in this list and in notices. Example: “Allegro – main shop”."),
    "login_field": _(
        "A buyer whose Allegro login stands in this field of a customer is found, and the ticket is tied to that "
        "customer; all others stay outside the CRM. Only text fields can hold logins. Example: “Allegro login”."
    ),
    "queue": _(
        "New tickets wait here, with the queue's open status; its working hours decide when the answer outside working "
        "hours is sent. Example: “Customer care”."
    ),
    "category": _("Every new ticket gets it; agents can change it. Lists and reports tell by it. Example: “Allegro”."),
    "status_resolved": _(
        "A ticket gets it when its discussion or purchase problem is closed on Allegro, and leaves the list of open "
        "tickets. Only closed statuses stand here. Example: “Solved”."
    ),
    "status_unresolved": _(
        "A ticket gets it when its discussion ends on Allegro without a solution. Example: “Not solved”, so that you "
        "find these cases later."
    ),
    "status_accepted": _(
        "A ticket gets it when you accept its claim. Left empty: as for “resolved”. Example: “Refunded”."
    ),
    "status_rejected": _(
        "A ticket gets it when you reject its claim. Left empty: as for “resolved”. Example: “Rejected”."
    ),
    "closure_message": _(
        "Fills the composer when an agent asks the buyer to confirm that the problem is solved; it can be changed each "
        "time. Left empty, agents write it themselves. Example: “Is everything all right now? Please close the case.”"
    ),
    "adds_customers": _(
        "A buyer who is not in the CRM gets a record with the login and both forms of the masked e-mail. Switched off, "
        "agents add a buyer with one click on the ticket. Example: “kupujacy_24” becomes a customer of that name."
    ),
    "answers_new_cases": _(
        "The text below is sent once to each new case. The first import answers nobody. Example: a buyer opens a "
        "discussion at 10:00 and reads within a minute that you have got it."
    ),
    "new_case_answer": _(
        "The buyer reads it on Allegro within a minute. Example: “Thank you, we answer within one working day.”"
    ),
    "answers_out_of_hours": _(
        "The text below is sent once per case when a buyer writes outside the queue's working hours, to a new case "
        "instead of the text above. Example: the queue works from 8:00 to 16:00, and a buyer writes at 22:00."
    ),
    "out_of_hours_answer": _(
        "The buyer reads it at night and on days off. Example: “We are back on weekdays at 8 o'clock.”"
    ),
}


class OtherDataForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in its stubs only
    """The form of both the wizard and the later settings; `novalidate`: errors are ours, beside their fields."""

    class Meta:
        model = Integration
        fields = [name for _heading, names in SECTIONS for name in names]
        labels = {
            "login_field": _("Allegro customer login"),
            "answers_out_of_hours": _("Answer automatically outside working hours"),
        }
        help_texts = HELP
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("closure_message", "new_case_answer", "out_of_hours_answer")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = kwargs.get("initial") or {}
        for name in ("login_field", *STATUSES):
            self.fields[name].queryset = prerequisites.FORMS[name].existing()  # type: ignore[attr-defined]
        for name in REQUIRED:
            self.fields[name].required = True
        if "closure_message" not in given and not self.instance.is_configured and not self.instance.closure_message:
            with translation.override(BUYERS_LANGUAGE):
                self.initial["closure_message"] = str(DEFAULT_CLOSURE_MESSAGE)

    @classmethod
    def unsaved(cls, integration: Integration, data: QueryDict, **chosen: Any) -> "OtherDataForm":
        """The form as it was filled in so far, not judged yet, with what was just `chosen` (the field and its row)."""
        sent = cls(data, instance=integration)
        form = cls(instance=integration, initial={name: sent[name].data for name in sent.fields} | chosen)
        for name in chosen:
            form.fields[name].widget.attrs["autofocus"] = True
        return form

    def sections(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under their headings, for the page."""
        return [(str(heading), [self[name] for name in names]) for heading, names in SECTIONS]

    def clean(self) -> dict[str, Any]:
        """An answer that is switched on needs words."""
        said = super().clean() or self.cleaned_data
        for switch, text in SWITCHED_TEXTS:
            if said.get(switch) and not (said.get(text) or "").strip():
                self.add_error(text, _("Write the answer, or switch it off."))
        return said
