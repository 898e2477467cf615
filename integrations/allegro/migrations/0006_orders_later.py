"""When an order that was not read with its case is asked for; those that are missing already, at once."""

from django.db import migrations, models
from django.db.models import F


def ask_for_missing_orders(apps, schema_editor):
    missing = apps.get_model("allegro", "Case").objects.filter(order_read_at=None).exclude(order_id="")
    missing.update(order_due_at=F("opened_at"))


class Migration(migrations.Migration):
    dependencies = [("allegro", "0005_accounts")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="order_due_at",
            field=models.DateTimeField(blank=True, help_text="When to ask for an order not read yet.", null=True),
        ),
        migrations.RunPython(ask_for_missing_orders, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("order_due_at__isnull", False)),
                fields=["account", "order_due_at"],
                name="case_order",
            ),
        ),
    ]
