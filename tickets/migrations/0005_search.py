"""Full-text indexes in each database's own way, and the words of the tickets that are there already."""

from django.db import migrations
from django.db.models import Max, Min, Q

POSTGRESQL = ["CREATE INDEX ticket_search_words ON tickets_searchtext USING gin (array_to_tsvector(string_to_array(words, ' ')))"]
# FTS5 keeps an index beside the table; triggers keep it true whoever writes.
SQLITE = [
    "CREATE VIRTUAL TABLE tickets_search USING fts5(words, content='tickets_searchtext', content_rowid='ticket_id',"
    " tokenize='unicode61 remove_diacritics 0', prefix='2 3 4')",
    "CREATE TRIGGER tickets_search_insert AFTER INSERT ON tickets_searchtext BEGIN"
    " INSERT INTO tickets_search(rowid, words) VALUES (new.ticket_id, new.words); END",
    "CREATE TRIGGER tickets_search_delete AFTER DELETE ON tickets_searchtext BEGIN"
    " INSERT INTO tickets_search(tickets_search, rowid, words) VALUES ('delete', old.ticket_id, old.words); END",
    "CREATE TRIGGER tickets_search_update AFTER UPDATE ON tickets_searchtext BEGIN"
    " INSERT INTO tickets_search(tickets_search, rowid, words) VALUES ('delete', old.ticket_id, old.words);"
    " INSERT INTO tickets_search(rowid, words) VALUES (new.ticket_id, new.words); END",
]


def create_indexes(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX ticket_search_words")
        return
    for name in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER tickets_search_{name}")
    schema_editor.execute("DROP TABLE tickets_search")


def fill(apps, schema_editor):
    """What the tickets that exist would have been given had they come today."""
    from tickets.search import head_of, words_of

    Ticket, SearchText = apps.get_model("tickets", "Ticket"), apps.get_model("tickets", "SearchText")
    answered = Q(messages__author_type="seller", messages__is_comment=False, messages__automatic="") & Q(
        messages__delivery__in=["", "delivered"]
    )
    tickets = Ticket.objects.select_related("status").annotate(
        answered_at=Min("messages__occurred_at", filter=answered),
        ended_at=Max("events__created_at", filter=Q(events__kind="status")),
    )
    for ticket in tickets.iterator(chunk_size=500):
        ticket.first_response_at = ticket.answered_at
        ticket.closed_at = (ticket.ended_at or ticket.last_activity_at) if ticket.status.kind == "closed" else None
        ticket.last_due_at = ticket.due_at
        ticket.save(update_fields=["first_response_at", "closed_at", "last_due_at"])
        texts = [str(ticket.pk), *head_of(ticket), *ticket.messages.values_list("text", flat=True)]
        texts += ticket.messages.filter(attachments__isnull=False).values_list("attachments__name", flat=True)
        SearchText.objects.create(ticket=ticket, words=" ".join(words_of(texts)))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_workplace")]

    operations = [
        migrations.RunPython(create_indexes, drop_indexes),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
