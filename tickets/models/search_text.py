"""What full-text search reads."""

from django.db import models

from tickets.models.ticket import Ticket


class SearchText(models.Model):
    """The distinct words of a ticket, levelled and separated by spaces; each database indexes them in its own way.

    PostgreSQL: a GIN index on their tsvector. SQLite: an FTS5 table that triggers keep (migration 0005).
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="search_text")
    words = models.TextField()

    def __str__(self) -> str:
        return self.words[:50]
