"""Why a case's messages are not proven to be complete, in plain words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from integrations.allegro.models import Case
from integrations.allegro.proving import Doubt


def doubt_words(case: Case) -> str:
    """A sentence or two for agents and administrators; "" for a case that is proven. Words nobody knows are shown."""
    match case.unproven_reason:
        case "":
            return ""
        case Doubt.REPEATED | Doubt.CURSOR:
            return _("Allegro handed out the same messages again instead of going on.")
        case Doubt.LIMIT:
            return _("Allegro’s list of messages did not come to an end.")
        case Doubt.BROKEN:
            return _("A part of the messages could not be read.")
        case Doubt.ENTRIES:
            words = ngettext(
                "%(count)s entry could not be told apart from others: Allegro gave it no number.",
                "%(count)s entries could not be told apart from others: Allegro gave them no number.",
                case.left_out,
            )
            return words % {"count": case.left_out}
        case Doubt.COUNT:
            words = _("Allegro announces %(announced)s messages; there are %(kept)s.")
            return words % {"announced": case.messages_reported, "kept": case.messages_kept}
        case Doubt.NEWEST:
            return _("The newest message that Allegro announces is not among those it hands out.")
        case Doubt.ODD:
            return _("Every message is there, but something of one or the other could not be understood.")
        case Doubt.UNREAD:
            return _("The messages could not be read.")
        case other:
            return other
