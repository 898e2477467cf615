"""Sellers and buyers of the demo. All of them are invented."""

from random import Random

from simulator.records import Buyer, Seller

SELLERS = [
    Seller(
        id="44120871",
        login="sklep-dom-i-ogrod",
        first_name="Katarzyna",
        last_name="Wrzosek",
        email="kontakt@dom-i-ogrod.example",
        company="Dom i Ogród Wrzosek sp. z o.o.",
        tax_id="7820001234",
    ),
    Seller(
        id="51733290",
        login="elektro-okazje",
        first_name="Tomasz",
        last_name="Bielak",
        email="biuro@elektro-okazje.example",
        company="Elektro Okazje Tomasz Bielak",
        tax_id="6310005678",
    ),
    Seller(
        id="60218844",
        login="antykwariat-antresola",
        first_name="Irena",
        last_name="Sobczyk",
        email="irena@antresola.example",
        company="Antykwariat Antresola",
        tax_id="6760009012",
    ),
]

WOMEN = [
    ("Anna", "Kowalczyk"), ("Magdalena", "Wójcik"), ("Agnieszka", "Kamińska"), ("Joanna", "Lewandowska"),
    ("Monika", "Zielińska"), ("Ewa", "Szymańska"), ("Barbara", "Dąbrowska"), ("Karolina", "Kozłowska"),
    ("Natalia", "Jankowska"), ("Zofia", "Mazur"), ("Aleksandra", "Krawczyk"), ("Dorota", "Piotrowska"),
    ("Beata", "Grabowska"), ("Justyna", "Pawłowska"), ("Paulina", "Michalska"), ("Małgorzata", "Król"),
    ("Weronika", "Wieczorek"), ("Iwona", "Jabłońska"), ("Sylwia", "Wróbel"), ("Renata", "Nowicka"),
]  # fmt: skip
MEN = [
    ("Piotr", "Nowak"), ("Krzysztof", "Wiśniewski"), ("Andrzej", "Woźniak"), ("Tomasz", "Adamczyk"),
    ("Marcin", "Dudek"), ("Paweł", "Stępień"), ("Michał", "Górski"), ("Grzegorz", "Rutkowski"),
    ("Łukasz", "Sikora"), ("Jakub", "Baran"), ("Rafał", "Szewczyk"), ("Wojciech", "Ostrowski"),
    ("Damian", "Tomaszewski"), ("Bartosz", "Pietrzak"), ("Mateusz", "Zalewski"), ("Kamil", "Wróblewski"),
    ("Zbigniew", "Marciniak"), ("Sebastian", "Jasiński"), ("Artur", "Sawicki"), ("Dariusz", "Bąk"),
]  # fmt: skip
ABROAD = [
    ("Jana", "Nováková", "CZ", "cs-CZ", "Brno", "602 00", "Lidická 14"),
    ("Petr", "Dvořák", "CZ", "cs-CZ", "Ostrava", "702 00", "Nádražní 61"),
    ("Eszter", "Kovács", "HU", "hu-HU", "Győr", "9021", "Baross Gábor út 8"),
    ("Martin", "Horváth", "SK", "sk-SK", "Žilina", "010 01", "Národná 22"),
]
HOMES = [
    ("Poznań", "60-166"), ("Warszawa", "02-672"), ("Kraków", "31-154"), ("Wrocław", "50-062"),
    ("Gdańsk", "80-283"), ("Łódź", "90-361"), ("Szczecin", "70-453"), ("Lublin", "20-078"),
    ("Katowice", "40-048"), ("Białystok", "15-427"), ("Toruń", "87-100"), ("Rzeszów", "35-064"),
]  # fmt: skip
STREETS = ["Grunwaldzka", "Leśna", "Słoneczna", "Polna", "Mickiewicza", "Ogrodowa", "Kościuszki", "Lipowa"]
NAMELESS = {3, 10, 17, 24, 31}
COMPANIES = {5: "Pracownia Kolor s.c.", 23: "Hotel pod Jodłą"}
NAMED_BY_LOGIN = 31
ASCII_LETTERS = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")


def buyers(random: Random) -> list[Buyer]:
    """Forty Polish buyers and four from abroad; a few without a nickname, one without a name."""
    people = [pair for couple in zip(WOMEN, MEN, strict=True) for pair in couple]
    found = [polish(random, number, *person) for number, person in enumerate(people)]
    found[NAMED_BY_LOGIN].first_name = found[NAMED_BY_LOGIN].last_name = None
    return found + [foreign(random, *person) for person in ABROAD]


def polish(random: Random, number: int, first: str, last: str) -> Buyer:
    """A buyer somewhere in Poland."""
    city, post_code = random.choice(HOMES)
    buyer_id = str(random.randint(10_000_000, 139_999_999))
    return Buyer(
        id=buyer_id,
        login=nickname(random, buyer_id, number, first, last),
        first_name=first,
        last_name=last,
        phone=f"+48 {random.choice((5, 6, 7))}{random.randint(0, 99):02} {random.randint(100, 999)} "
        f"{random.randint(100, 999)}",
        company=COMPANIES.get(number),
        street=f"{random.choice(STREETS)} {random.randint(1, 120)}",
        city=city,
        post_code=post_code,
    )


def nickname(random: Random, buyer_id: str, number: int, first: str, last: str) -> str:
    """What people call themselves; some never chose a name and stay `Client:12345678`."""
    if number in NAMELESS:
        return f"Client:{buyer_id}"
    plain_first, plain_last = first.translate(ASCII_LETTERS), last.translate(ASCII_LETTERS)
    forms = [
        f"{plain_first.lower()}_{plain_last.lower()}",
        f"{plain_first[0].lower()}{plain_last.lower()}{random.randint(60, 99)}",
        f"{plain_last}{plain_first[:3]}",
        f"{plain_first.lower()}{random.randint(1970, 2004)}",
    ]
    return random.choice(forms)


def foreign(
    random: Random, first: str, last: str, country: str, language: str, city: str, post_code: str, street: str
) -> Buyer:
    """A buyer on one of Allegro's other marketplaces."""
    codes = {"CZ": "+420", "HU": "+36", "SK": "+421"}
    buyer_id = str(random.randint(140_000_000, 149_999_999))
    return Buyer(
        id=buyer_id,
        login=f"Client:{buyer_id}" if country == "HU" else f"{first.lower()}_{country.lower()}{buyer_id[-2:]}",
        first_name=first,
        last_name=last,
        phone=f"{codes[country]} {random.randint(600, 799)} {random.randint(100, 999)} {random.randint(100, 999)}",
        street=street,
        city=city,
        post_code=post_code,
        country=country,
        language=language,
    )
