from datetime import time
from typing import Any

import pytest
from django.utils import translation

from accounts import audit
from accounts.audit import Action
from accounts.audit_log import in_words
from accounts.forms import ProfileForm
from accounts.models import AuditEntry
from crm.forms.custom_fields import CustomFieldForm
from crm.models import CustomField
from tests.factories import make_queue, make_user
from tickets.models import CannedReply, WorkingHours
from tickets.settings_forms import CannedReplyForm, QueueForm

pytestmark = pytest.mark.django_db


def saved(form: Any) -> AuditEntry:
    """The entry that saving this form leaves."""
    assert form.is_valid(), form.errors
    audit.save_form(form, make_user(name="Ewa Lis"))
    return AuditEntry.objects.get()


def test_an_entry_tells_who_did_what_to_which_thing() -> None:
    entry = saved(CustomFieldForm({"name": "Size", "type": "choice", "options": "S\nM"}))
    assert (entry.actor_name, entry.action, entry.kind, entry.name) == ("Ewa Lis", "created", "custom field", "Size")
    assert [(change["label"], change["old"], change["new"]) for change in entry.changes] == [
        ("name", "", "Size"),
        ("type", "", "Choice"),
        ("Choices", "", "S, M"),
    ]


def test_a_change_keeps_what_was_there_before() -> None:
    field = CustomField.objects.create(name="Size", type="text")
    entry = saved(CustomFieldForm({"name": "Sizes", "type": "text", "options": ""}, instance=field))
    assert (entry.action, entry.name) == ("changed", "Sizes")
    assert entry.changes == [{"label": "name", "old": "Size", "new": "Sizes", "is_word": False}]


def test_saving_without_a_change_leaves_no_entry() -> None:
    field = CustomField.objects.create(name="Size", type="text")
    form = CustomFieldForm({"name": "Size", "type": "text", "options": ""}, instance=field)
    assert form.is_valid()
    audit.save_form(form, make_user())
    assert not AuditEntry.objects.exists()


def test_working_hours_are_told_with_their_queue() -> None:
    queue = make_queue("Care")
    WorkingHours.objects.create(queue=queue, weekday=0, opens=time(8), closes=time(16))
    data = {"name": "Care", "open_status": queue.open_status_id, "position": 0}
    data |= {"hours-TOTAL_FORMS": 1, "hours-INITIAL_FORMS": 0, "hours-0-weekday": 0}
    entry = saved(QueueForm(data | {"hours-0-opens": "09:00", "hours-0-closes": "16:00"}, instance=queue))
    assert entry.changes == [
        {"label": "Working hours", "old": "Monday 08:00–16:00", "new": "Monday 09:00–16:00", "is_word": False}
    ]


def test_a_long_text_is_told_as_changed_but_its_words_stay_out() -> None:
    reply = CannedReply.objects.create(name="Sorry", text="old words")
    entry = saved(CannedReplyForm({"name": "Sorry", "text": "new words", "position": 0}, instance=reply))
    assert entry.changes == [{"label": "text", "old": "", "new": "", "is_word": False}]
    assert in_words(entry).sentence == "text"


def test_the_readers_language_counts_not_the_writers() -> None:
    form = ProfileForm({"name": "Ewa", "language": "pl", "signature": ""}, instance=make_user(name="Ewa"))
    with translation.override("pl"):
        entry = saved(form)
    assert in_words(entry).changes == [("language", "English", "Polish")]
    with translation.override("pl"):
        assert in_words(entry).changes == [("język", "angielski", "polski")]


def test_a_change_that_fails_leaves_no_entry() -> None:
    make_queue("Care")
    form = CustomFieldForm({"name": "Size", "type": "text", "options": ""})
    assert form.is_valid()
    CustomField.objects.create(name="size")
    assert form.save_by(make_user()) is None
    assert "There is a field with this name already." in form.errors["name"][0]
    assert not AuditEntry.objects.exists()


def test_the_name_of_whoever_did_it_outlives_them() -> None:
    actor = make_user(name="Ewa Lis")
    audit.record(actor, Action.STARTED, make_queue("Care"))
    actor.delete()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.actor_name) == (None, "Ewa Lis")
    assert str(entry) == "Ewa Lis: started queue Care"
