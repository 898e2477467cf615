"""Cases that are known to be short, or could not be read, are read again until they are proven to be complete."""

from django.db import migrations
from django.utils import timezone


def read_again(apps, schema_editor):
    now = timezone.now()
    doubted = {"unproven_since": now, "unproven_moved_at": now, "retry_at": now, "fingerprint": ""}
    cases = apps.get_model("allegro", "Case").objects
    cases.filter(ticket__history_incomplete=True).update(unproven_reason="count", **doubted)
    cases.exclude(failure="").update(unproven_reason="unread", **doubted)


class Migration(migrations.Migration):
    dependencies = [("allegro", "0010_proven_cases")]

    operations = [migrations.RunPython(read_again, migrations.RunPython.noop)]
