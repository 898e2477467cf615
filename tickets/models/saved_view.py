"""Filters that somebody wants to come back to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """Filters of the ticket list under a name. Its owner's alone, or everybody's; then supervisors keep it, too."""

    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, help_text="The list's filters as in its address, without a page.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    is_shared = models.BooleanField(_("shared with everybody"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once_per_owner")]

    def __str__(self) -> str:
        return self.name
