"""`manage.py rotate_encryption`: write every stored secret anew with the first of ENCRYPTION_KEYS."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Model

from integrations.encryption import EncryptedTextField


class Command(BaseCommand):
    help = "Write every stored secret anew with the first of ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in apps.get_models():
            names = [field.name for field in model._meta.fields if isinstance(field, EncryptedTextField)]
            if names:
                self.stdout.write(f"{model._meta.label}: {_rewrite(model, names)}")


def _rewrite(model: type[Model], names: list[str]) -> int:
    """Each row in a transaction of its own and under its lock: a token that is renewed meanwhile is not undone."""
    keys = list(model._default_manager.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            row = model._default_manager.select_for_update().filter(pk=key).first()
            if row is not None:
                row.save(update_fields=names)
    return len(keys)
