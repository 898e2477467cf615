"""The words of a ticket hold those of its customer's record from now on: they used to be looked up beside it."""

from django.db import migrations


AT_ONCE = 1000


def add_words(apps, schema_editor):
    from tickets.search import words_of

    SearchText = apps.get_model("tickets", "SearchText")
    rows = SearchText.objects.exclude(ticket__customer=None).values_list("pk", "words", "ticket__customer__search_text")
    last = 0
    while some := rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]:
        changed = [
            SearchText(pk=pk, words=" ".join(sorted({*words.split(), *words_of([text])}))) for pk, words, text in some
        ]
        SearchText.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["ticket"], update_fields=["words"]
        )
        last = changed[-1].pk


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_accounts"), ("crm", "0001_initial")]

    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
