"""The audit log, written: who changed which setting, in the transaction of the change itself.

Words of ours (labels, choices) are kept in their source language and translated when they are read. The contents of
long texts never enter the log, only that they changed; passwords and tokens are no field of any form that comes here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.forms import ModelForm
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_noop

from accounts.models import AuditEntry, User

Action = AuditEntry.Action
LONGEST = 200
YES, NO = gettext_noop("yes"), gettext_noop("no")
Labels = Mapping[str, str | Promise]


@dataclass(frozen=True)
class Value:
    """What a field held: for comparing, and as text. `is_word` says that the text is ours, to be translated."""

    raw: Any
    text: str
    is_word: bool = False


@dataclass(frozen=True)
class Change:
    """One field, before and after; both empty for a text whose contents the log does not keep."""

    label: str
    old: str
    new: str
    is_word: bool = False


def record(
    actor: User | None,
    action: AuditEntry.Action,
    thing: models.Model,
    changes: Iterable[Change] = (),
    *,
    name: str = "",
) -> None:
    """Tell the log what was done to the thing. `name` is what the log calls it instead of its own name."""
    AuditEntry.objects.create(
        actor=actor,
        actor_name=str(actor or "")[:LONGEST],
        action=action,
        kind=_source(thing._meta.verbose_name or ""),
        name=(name or str(thing))[:LONGEST],
        changes=[vars(change) for change in changes],
    )


@transaction.atomic
def save_form(form: "ModelForm[Any]", actor: User) -> Any:
    """Save a valid form and tell the log what it made or changed. Returns the saved row.

    The log looks at the form's model fields, and at `audited_besides` (attribute → label) where the form has that.
    """
    labels = labels_of(form._meta.model, form._meta.fields or ()) | getattr(form, "audited_besides", {})
    former = form._meta.model._default_manager.select_for_update().filter(pk=form.instance.pk).first()
    before = state_of(former, labels) if former is not None else {}
    thing = form.save()
    changes = differences(labels, before, state_of(thing, labels))
    if former is None:
        record(actor, Action.CREATED, thing, changes)
    elif changes:
        record(actor, Action.CHANGED, thing, changes)
    return thing


def labels_of(model: type[models.Model], names: Iterable[str]) -> dict[str, str | Promise]:
    """What these fields of the model are called."""
    return {name: getattr(model._meta.get_field(name), "verbose_name", name) for name in names}


def state_of(thing: models.Model, names: Iterable[str]) -> dict[str, Value]:
    """What these attributes of the row hold now."""
    return {name: _value(thing, name) for name in names}


def differences(labels: Labels, before: Mapping[str, Value], after: Mapping[str, Value]) -> list[Change]:
    """What differs; a field that `before` does not know was empty."""
    changes = []
    for name, label in labels.items():
        old, new = before.get(name, Value("", "")), after[name]
        if (old.raw or None) != (new.raw or None):
            changes.append(Change(_source(label), old.text[:LONGEST], new.text[:LONGEST], new.is_word))
    return changes


def _value(thing: models.Model, name: str) -> Value:
    held, field = getattr(thing, name), thing._meta.get_field(name)
    if isinstance(held, models.Manager):
        rows = [str(row) for row in held.all()]
        return Value(rows, ", ".join(rows))
    if isinstance(field, models.JSONField):
        return Value(held, ", ".join(map(str, held)))
    if isinstance(field, models.TextField):
        return Value(held, "")
    if isinstance(field, models.BooleanField):
        return Value(held, YES if held else NO, is_word=True)
    if isinstance(field, models.Field) and field.choices:
        return Value(held, _source(dict(field.flatchoices).get(held, held)), is_word=True)
    return Value(held, "" if held is None else str(held))


def _source(words: str | Promise) -> str:
    """A sentence of ours as it stands in the code."""
    with translation.override(None):
        return str(words)
