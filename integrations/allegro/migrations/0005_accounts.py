"""Whose account the tickets that are there already belong to."""

from django.db import migrations


def name_accounts(apps, schema_editor):
    Ticket = apps.get_model("tickets", "Ticket")
    for account in apps.get_model("allegro", "Account").objects.all():
        Ticket.objects.filter(allegro_case__account=account).update(account=account.seller_login)


class Migration(migrations.Migration):
    dependencies = [("allegro", "0004_orders"), ("tickets", "0007_accounts")]

    operations = [migrations.RunPython(name_accounts, migrations.RunPython.noop)]
