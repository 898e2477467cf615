"""The words of a ticket hold those of its customer's record from now on: they used to be looked up beside it."""

from django.db import migrations


def add_words(apps, schema_editor):
    from tickets.search import words_of

    SearchText = apps.get_model("tickets", "SearchText")
    rows = SearchText.objects.exclude(ticket__customer=None).values_list("pk", "words", "ticket__customer__search_text")
    changed = []
    for pk, words, text in rows.iterator(chunk_size=500):
        changed.append(SearchText(pk=pk, words=" ".join(sorted({*words.split(), *words_of([text])}))))
        if len(changed) == 500:
            SearchText.objects.bulk_update(changed, ["words"])
            changed = []
    SearchText.objects.bulk_update(changed, ["words"])


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_accounts"), ("crm", "0001_initial")]

    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
