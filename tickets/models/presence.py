"""Who has a ticket open."""

from django.conf import settings
from django.db import models

from tickets.models.ticket import Ticket


class Presence(models.Model):
    """A person at a ticket. It counts for as long as the open page keeps saying so (see presence.py)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="presence_once_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} at #{self.ticket_id}"
