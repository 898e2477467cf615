"""Answers that a company gives often."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class CannedReply(models.Model):
    """A text that agents put into the composer; its variables are filled in there (see canned.py)."""

    name = models.CharField(_("name"), max_length=80)
    text = models.TextField(_("text"), max_length=5000)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="canned_reply_name_any_case",
                violation_error_message=_("There is a canned reply with this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
