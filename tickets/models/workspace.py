"""How a company sorts its work: queues with their working hours, categories, statuses, tags."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Status(models.Model):
    """A step of the company's own work on a ticket."""

    class Kind(models.TextChoices):
        OPEN = "open", _("Open")
        PENDING = "pending", _("Pending")
        CLOSED = "closed", _("Closed")

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OPEN)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("status")
        verbose_name_plural = _("statuses")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="status_name_any_case",
                violation_error_message=_("There is a status with this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Queue(models.Model):
    """Where tickets wait for a team. Working hours decide when the out-of-hours answer is sent."""

    name = models.CharField(_("name"), max_length=60)
    open_status = models.ForeignKey(
        Status,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("open status"),
        help_text=_("New and reopened tickets of this queue get this status."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("queue")
        verbose_name_plural = _("queues")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="queue_name_any_case",
                violation_error_message=_("There is a queue with this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class WorkingHours(models.Model):
    """One span of a weekday in which a queue is staffed, in the installation's time zone. None at all: always."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="working_hours_close_after_opening",
                violation_error_message=_("The end must be later than the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Category(models.Model):
    """What a ticket is about, for sorting and reports."""

    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="category_name_any_case",
                violation_error_message=_("There is a category with this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A mark that agents put on tickets, as many as they like."""

    name = models.CharField(_("name"), max_length=40)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="tag_name_any_case",
                violation_error_message=_("There is a tag with this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
