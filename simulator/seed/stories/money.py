"""Talks about returns, refunds, papers and the rest. Buyer and seller take turns, the buyer first."""

REFUNDS = [
    [
        "Odesłałam towar dwa tygodnie temu, paczka odebrana, a pieniędzy nie ma. {product}. Ile mam jeszcze czekać?",
        "Dzień dobry, zwrot jest w magazynie, ale bez numeru zamówienia. Prosimy o numer przesyłki zwrotnej.",
        "680012345578900123456789, wysłane Paczkomatem.",
        "Dziękujemy, znaleźliśmy. Przelew zlecony, na koncie będzie w ciągu dwóch dni roboczych.",
        "Nadal nic, a minęły trzy dni.",
        "Sprawdziliśmy, bank odrzucił przelew. Ponowiliśmy przez Allegro, potwierdzenie w załączniku.",
    ],
    [
        "Anulowałem zakup godzinę po złożeniu zamówienia, a Państwo i tak wysłali. Nie odbiorę paczki. {product}. "
        "Proszę o zwrot pieniędzy.",
        "Dzień dobry, paczka była już u kuriera. Proszę nie odbierać, wróci do nas sama.",
        "Ok. Czyli pieniądze dopiero, jak wróci?",
        "Tak, zwykle trwa to 5-7 dni. Zwrócimy także koszt dostawy.",
        "Widzę, że wróciła wczoraj. Czekam na przelew.",
        "Zwrot zlecony dziś rano.",
    ],
    [
        "Chcę zwrócić {product} w ciągu 14 dni, a system nie pozwala wygenerować etykiety. Sprzedawca nie "
        "odpisuje na wiadomości.",
        "Dzień dobry, przepraszamy, wiadomość trafiła do spamu. Etykietę wysyłamy w załączniku.",
        "Nie otwiera się, błąd pliku.",
        "Wysyłamy ponownie jako PDF. Proszę dać znać, czy tym razem działa.",
        "Działa, dziękuję, nadam jutro.",
        "Czekamy. Zwrot pieniędzy w ciągu dwóch dni od odbioru paczki.",
    ],
]
PAPERS = [
    [
        "Proszę o fakturę na firmę, przy zakupie zaznaczyłem, że jest potrzebna. {product}. Do końca miesiąca muszę "
        "ją rozliczyć.",
        "Dzień dobry, faktura została wystawiona na osobę prywatną. Prosimy o NIP, wystawimy korektę.",
        "NIP jest w zamówieniu, w polu uwagi.",
        "Dziękujemy, korekta w załączniku.",
        "Wszystko się zgadza, dziękuję.",
        "Polecamy się na przyszłość. Czy możemy zakończyć rozmowę?",
    ],
    [
        "W pudełku nie było karty gwarancyjnej ani instrukcji po polsku. {product}.",
        "Dzień dobry, gwarancja jest na podstawie dowodu zakupu, a instrukcję przesyłamy w załączniku.",
        "W instrukcji nie ma nic o pierwszym uruchomieniu.",
        "Jest na stronie 7, rozdział drugi. W razie czego prosimy o telefon.",
        "Znalazłam, faktycznie.",
        "Świetnie, miłego użytkowania!",
    ],
]
OTHER = [
    [
        "Nie wiem, czy dobrze zgłaszam, ale {product} wydziela bardzo intensywny zapach. Wietrzę od tygodnia.",
        "Dzień dobry, zapach nowości powinien zniknąć po kilku dniach. Czy stoi w nasłonecznionym miejscu?",
        "Stoi na balkonie. Głowa boli od tego zapachu, dziecko też narzeka.",
        "Rozumiemy, w takim razie proponujemy zwrot na nasz koszt.",
        "Poproszę. Proszę przysłać kuriera po 16.",
        "Kurier będzie jutro między 16 a 19.",
    ],
    [
        "Dostałem cudzą paczkę 🙂 Na etykiecie moje nazwisko, w środku zupełnie coś innego niż {product}.",
        "Dzień dobry, to nasza pomyłka przy pakowaniu. Czy zgodzi się Pan oddać ją kurierowi?",
        "Jasne, jutro jestem w domu cały dzień. A moja?",
        "Pana paczka wychodzi dziś, w ramach przeprosin dokładamy mały upominek.",
        "Dotarło, dzięki za upominek 👍",
        "Dziękujemy i przepraszamy za zamieszanie!",
    ],
    [
        "Cena po zakupie spadła następnego dnia o 40 zł. {product}. Czy mogę liczyć na wyrównanie?",
        "Dzień dobry, to była jednodniowa promocja, nie obejmuje wcześniejszych zakupów.",
        "Trochę to nieuczciwe, kupuję u Państwa od lat.",
        "Doceniamy to. Możemy zaproponować kupon 20 zł na następne zakupy.",
        "Niech będzie kupon.",
        "Kod wysłaliśmy w osobnej wiadomości.",
    ],
]
QUESTIONS = [
    [
        "Dzień dobry, czy {product} będzie jeszcze dostępne w innym kolorze?",
        "Dzień dobry, dostawa planowana jest na przyszły miesiąc.",
        "Dziękuję, poczekam.",
    ],
    [
        "Witam, czy wysyłacie Państwo za pobraniem? Chodzi o {product}.",
        "Dzień dobry, tak, przy wyborze kuriera.",
    ],
    ["Jaki jest najbliższy termin wysyłki, jeśli zamówię dziś? {product}"],
]
