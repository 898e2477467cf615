"""What buyers and sellers of a made-up desk write: common words often, rare ones seldom, as in any language."""

from dataclasses import dataclass
from random import Random

from crm.folding import fold
from tickets.search import words_of

GREETINGS = ("Dzień dobry,", "Witam,", "Dobry wieczór,", "Szanowni Państwo,", "Cześć,")
BEGINNINGS = (
    "paczka nie dotarła, choć przewoźnik twierdzi",
    "produkt przyszedł uszkodzony i widać",
    "chciałbym dowiedzieć się",
    "zamówienie jest niekompletne, brakuje",
    "proszę o informację, kiedy zostanie wysłane",
    "sprawdziliśmy w magazynie i okazało się",
    "zwrot środków został zlecony, a bank potwierdza",
    "reklamacja została przyjęta, dlatego prosimy",
    "urządzenie przestało działać po tygodniu, mimo",
    "w instrukcji opisano inaczej niż",
    "wysłaliśmy dziś nową przesyłkę kurierską i",
    "opakowanie było całe, jednak w środku",
)
ENDINGS = (
    "że numer listu przewozowego się zgadza.",
    "czy można liczyć na wymianę na nowy egzemplarz.",
    "śruby mocujące oraz klucz imbusowy.",
    "rysa na obudowie od strony wyświetlacza.",
    "zdjęcia w załączniku pokazują wszystko.",
    "środki wrócą na konto w ciągu trzech dni roboczych.",
    "kolor różni się od tego z aukcji.",
    "prosimy o odesłanie towaru na adres magazynu.",
    "ładowarka grzeje się i wyłącza.",
    "rozmiar nie pasuje mimo tabeli.",
    "faktura powinna być na firmę.",
    "dziękuję za szybką odpowiedź i pozdrawiam.",
)
SYLLABLES = (
    "ba",
    "ce",
    "dro",
    "gi",
    "kra",
    "lo",
    "mi",
    "nu",
    "pra",
    "rze",
    "sko",
    "ta",
    "we",
    "zy",
    "ża",
    "pło",
    "dzi",
)
VOCABULARY = 40_000  # rare words: the n-th is n times rarer than the first, about as Zipf found


@dataclass(frozen=True)
class Sentence:
    text: str
    words: frozenset[str]


class Talk:
    """Sentences with the words that search would find in them, which are worked out once."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.sentences = [_sentence(f"{one} {two}") for one in BEGINNINGS for two in ENDINGS]
        self.greetings = [_sentence(text) for text in GREETINGS]
        self.rare = sorted({"".join(random.choices(SYLLABLES, k=random.randint(2, 5))) for _n in range(VOCABULARY)})
        self.folded = [fold(word) for word in self.rare]

    def message(self) -> tuple[str, frozenset[str]]:
        """A message of some 150 characters, and its words."""
        parts = [self.random.choice(self.greetings), *self.random.choices(self.sentences, k=self.random.randint(1, 2))]
        some = [self._rank() for _n in range(3)]
        text = " ".join([*(part.text for part in parts), *(self.rare[rank] for rank in some)])
        return text, frozenset().union(*(part.words for part in parts), (self.folded[rank] for rank in some))

    def words(self, *texts: str) -> list[str]:
        """As search takes them apart."""
        return words_of(texts)

    def _rank(self) -> int:
        return int(len(self.rare) ** self.random.random()) - 1


def _sentence(text: str) -> Sentence:
    return Sentence(text, frozenset(words_of([text])))
