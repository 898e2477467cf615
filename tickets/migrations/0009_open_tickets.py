"""What is open is found by its missing end, which an index of its own serves."""

from django.db import migrations, models
from django.db.models import F, Q


def agree_with_statuses(apps, schema_editor):
    """A status whose kind was changed left the ends of its tickets as they were."""
    tickets = apps.get_model("tickets", "Ticket").objects
    tickets.filter(status__kind="closed", closed_at=None).update(closed_at=F("last_activity_at"))
    tickets.exclude(status__kind="closed").filter(closed_at__isnull=False).update(closed_at=None)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_words_of_customers")]

    operations = [
        migrations.RunPython(agree_with_statuses, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="ticket",
            name="closed_at",
            field=models.DateTimeField(
                blank=True, help_text="Since when its status is one that closes; empty while it is open.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=Q(("closed_at__isnull", True)),
                fields=["-is_overdue", "-last_activity_at", "-id"],
                name="ticket_open",
            ),
        ),
    ]
