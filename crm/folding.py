"""Text levelled for searching and sorting, the same on every database.

SQLite's LOWER() and LIKE know ASCII only, and PostgreSQL's depend on its collation; so we level it here and store it.
"""

import unicodedata

# Letters that Unicode does not take apart into a letter and a mark.
_WHOLE_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o"})


LONGEST = 500  # characters of a levelled value; so it fits an index of PostgreSQL whatever they are


def level(text: str) -> str:
    """Upper and lower case alike, nothing else: how two values are told to be the same."""
    return text.casefold()[:LONGEST]


def fold(text: str) -> str:
    """Without case, marks and doubled spaces: “Żółć  Łódź” and “zolc lodz” are the same."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in parts if not unicodedata.combining(character))
    return " ".join(letters.translate(_WHOLE_LETTERS).split())


def digits(text: str) -> str:
    """The digits alone, so that a phone number is found however it is grouped."""
    return "".join(character for character in text if character in "0123456789")
