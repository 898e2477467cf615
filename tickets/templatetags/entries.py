"""The entries of a ticket's history."""

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.fragments import fragment
from tickets.entries import entry_of
from tickets.models import Message

register = template.Library()
TEMPLATE = "tickets/parts/message.html"


@register.simple_tag(takes_context=True)
def entry(context: Context, message: Message) -> SafeString:
    """A message. What a person can still do about its delivery depends on the moment and on who they are."""
    request = context["request"]
    given = entry_of(message, context["ticket"], request.user.pk)
    if message.is_settled:
        return fragment(TEMPLATE, given)
    beside = {"view": context["view"], "standstill_words": context["history"].standstill}
    return render_to_string(TEMPLATE, {"given": given, "message": message, **beside}, request)
