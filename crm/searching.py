"""The list of customers: what a search finds."""

from django.db.models import Q, QuerySet

from crm.folding import digits, fold
from crm.models import Customer

SHORTEST_NUMBER = 4  # digits; fewer would find half of all phones


def search(text: str) -> QuerySet[Customer]:
    """Customers whose name, company, e-mails, phones and custom fields hold every word, marks and case aside."""
    words = Q()
    for word in fold(text).split():
        words &= Q(search_text__contains=word)
    number = digits(text)
    if len(number) >= SHORTEST_NUMBER and not any(character.isalpha() for character in text):
        words |= Q(search_text__contains=number)
    return Customer.objects.filter(words)
