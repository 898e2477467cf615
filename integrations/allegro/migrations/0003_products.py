"""The products of cases that are there already, as their tickets show them."""

from django.db import migrations


def copy_products(apps, schema_editor):
    for case in apps.get_model("allegro", "Case").objects.exclude(products=[]).select_related("ticket").iterator(500):
        names = [product.get("name") or product.get("offer_id", "") for product in case.products]
        case.ticket.products = "\n".join(filter(None, names))[:500]
        case.ticket.save(update_fields=["products"])


class Migration(migrations.Migration):
    dependencies = [("allegro", "0002_budget"), ("tickets", "0004_workplace")]
    run_before = [("tickets", "0005_search")]

    operations = [migrations.RunPython(copy_products, migrations.RunPython.noop)]
