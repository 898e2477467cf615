"""The words of the fault switches, Polish first: what their options and the options' values are called."""

OPTIONS = {
    "latest": ("Ile najnowszych", "How many latest"),
    "by": ("O ile", "By how much"),
    "cases": ("Identyfikatory spraw, po przecinku", "Case identifiers, by commas"),
    "case": ("Identyfikator sprawy", "Case identifier"),
    "status": ("Status HTTP", "HTTP status"),
    "stored": ("Mimo to wykonane", "Done all the same"),
    "host": ("Host", "Host"),
    "field": ("Pole", "Field"),
    "word": ("Wartość", "Value"),
    "seconds": ("Sekundy", "Seconds"),
    "header": ("Z nagłówkiem Retry-After", "With Retry-After"),
    "when": ("Kiedy", "When"),
    "mode": ("Jak", "How"),
    "bytes_per_second": ("Bajtów na sekundę", "Bytes a second"),
    "bytes": ("Bajtów", "Bytes"),
    "announced": ("Z nagłówkiem Content-Length", "With Content-Length"),
    "answer": ("Odpowiedź", "Answer"),
    "verdict": ("Status wiadomości", "Status of the message"),
    "to": ("Dokąd", "Where to"),
    "how": ("Jak", "How"),
    "where": ("Gdzie", "Where"),
    "jitter": ("Rozrzut w sekundach", "Jitter in seconds"),
    "whose": ("Czyja", "Whose"),
    "share": ("Ile jej", "How much of it"),
}
VALUES = {
    "type": ("rodzaj", "kind"),
    "role": ("rola autora", "author's role"),
    "status": ("status", "status"),
    "last_message": ("ostatnia wiadomość", "last message"),
    "renewal": ("przy odnawianiu", "at the renewal"),
    "mid_run": ("w trakcie pracy", "in mid-run"),
    "repeat": ("powtarza się", "repeats"),
    "late": ("spóźnia się", "comes late"),
    "none": ("żadna", "none"),
    "escaped": ("znaki HTML zamienione", "escaped for HTML"),
    "emoji": ("bez emoji", "without emoji"),
    "invisible": ("bez znaków niewidocznych", "without invisible characters"),
    "composed": ("litery złożone", "letters composed"),
    "spaces": ("odstępy zwykłe", "plain spaces"),
    "everywhere": ("wszędzie", "everywhere"),
    "date": ("w nagłówku Date", "in the Date header"),
    "moments": ("w czasie wiadomości", "in the time of messages"),
    "same": ("innej sprawy tego konta", "of another case of this account"),
    "other": ("innego konta", "of another account"),
    "whole": ("cała", "all of it"),
    "part": ("jeden wpis obok właściwych", "one entry beside the right ones"),
    "True": ("tak", "yes"),
    "False": ("nie", "no"),
}


def option_name(name: str, language: str) -> str:
    """What an option is called; its own name when there are no words for it."""
    return OPTIONS.get(name, (name, name))[language != "pl"]


def value_name(value: object, language: str) -> str:
    """What an option's value is called; the value itself when there are no words for it."""
    return VALUES.get(str(value), (str(value), str(value)))[language != "pl"]
