"""People who sign in."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.roles import PERMISSIONS, Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in with this address; without a password they set one by the reset mail."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator (used by `manage.py createsuperuser`)."""
        return self.create_user(email, password, role=Role.ADMINISTRATOR, **fields)


class User(AbstractBaseUser):
    """One person. The role decides what they may do; the signature ends their replies."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("full name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.AGENT)
    signature = models.TextField(
        _("signature"),
        blank=True,
        max_length=500,
        help_text=_("Plain text, added under every reply you send."),
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    time_zone = models.CharField(
        _("time zone"), max_length=60, blank=True, help_text=_("Times are shown in it. Empty: the company's time zone.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Inactive people cannot sign in; their work stays.")
    )
    date_joined = models.DateTimeField(_("added"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def _permissions(self) -> frozenset[str]:
        """None for a role that this Parley does not know."""
        return PERMISSIONS.get(self.role, frozenset())

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether the role of this (active) person holds the permission; see accounts/roles.py."""
        return self.is_active and perm in self._permissions

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and any(perm.startswith(f"{app_label}.") for perm in self._permissions)


class AuditEntry(models.Model):
    """What somebody changed in the settings. Written by audit.py; nothing changes or deletes an entry afterwards."""

    class Action(models.TextChoices):
        CREATED = "created", _("added")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")
        INVITED = "invited", _("invited")
        DEACTIVATED = "deactivated", _("deactivated")
        ACTIVATED = "activated", _("activated")
        CONNECTED = "connected", _("connected")
        RECONNECTED = "reconnected", _("connected again")
        STARTED = "started", _("started")
        STOPPED = "stopped", _("stopped")
        DISMISSED = "dismissed", _("dismissed")

    occurred_at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    actor_name = models.CharField(_("person"), max_length=200, blank=True)
    action = models.CharField(_("action"), max_length=20, choices=Action.choices)
    kind = models.CharField(_("kind"), max_length=60, db_index=True)
    name = models.CharField(_("name"), max_length=200)
    changes = models.JSONField(_("changes"), default=list, help_text="label, old, new, is_word: see audit.Change")

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.action} {self.kind} {self.name}"
