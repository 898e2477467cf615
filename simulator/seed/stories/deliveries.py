"""Talks about what was in the parcel, or was not. Buyer and seller take turns, the buyer first."""

MISSING = [
    [
        "Dzień dobry, w paczce brakuje śrub i instrukcji montażu ({product}). Bez tego nie złożę.",
        "Dzień dobry, przepraszamy. Instrukcję przesyłamy w załączniku, śruby wyślemy listem priorytetowym.",
        "Dziękuję za instrukcję. Jest tam lista śrub, brakuje też czterech kołków.",
        "Dołożymy cały woreczek montażowy. List wychodzi dziś.",
        "Doszło, wszystko pasuje. Dziękuję!",
        "Cieszymy się, że się udało. Czy możemy uznać sprawę za rozwiązaną?",
    ],
    [
        "Zamówiłam dwie sztuki, przyszła jedna. {product}. Karton był zaklejony, więc to nie kurier.",
        "Dzień dobry, sprawdzimy wagę paczki u przewoźnika i stan magazynu. Odpowiedź damy jutro.",
        "I jak, coś już wiadomo?",
        "Tak, waga wskazuje na jedną sztukę. Drugą nadajemy dziś, numer przesyłki przyjdzie w wiadomości.",
        "Numer przyszedł, czekam na paczkę.",
        "Jeszcze raz przepraszamy za pomyłkę.",
    ],
    [
        "Brak ładowarki w zestawie, a w opisie jak byk stoi, że jest. {product}. Proszę dosłać.",
        "Dzień dobry, rzeczywiście powinna być. Czy leżała może pod wytłoczką kartonu?",
        "Rozebrałem cały karton, nie ma. Zdjęcie w załączniku.",
        "Dziękujemy, dosyłamy. Adres z zamówienia jest aktualny?",
        "Tak, ten sam.",
        "Wysłane dziś po południu.",
    ],
]
DAMAGED = [
    [
        "Paczka przyszła zgnieciona, a w środku wszystko w kawałkach. {product}. Kurier nie chciał spisać protokołu, "
        "bo się spieszył.",
        "Dzień dobry, bardzo nam przykro. Prosimy o zdjęcia kartonu ze wszystkich stron i samego produktu.",
        "W załączniku. Karton miał ślad jak po wózku widłowym.",
        "Dziękujemy, to wystarczy. Reklamację u przewoźnika prowadzimy sami, Panu wysyłamy nowy egzemplarz.",
        "Super, a co zrobić z tym połamanym?",
        "Można zutylizować, nie będziemy go odbierać.",
    ],
    [
        "Opakowanie całe, ale produkt ma wgniecenie z boku i odprysk. {product}. Wygląda, jakby ktoś nim "
        "rzucił przed pakowaniem.",
        "Dzień dobry, prosimy o zbliżenie odprysku. Zaproponujemy wymianę albo obniżkę.",
        "Wysłałem dwa zdjęcia. Działa, ale wstyd postawić w kuchni.",
        "Proponujemy 60 zł zwrotu albo wymianę bez dopłat.",
        "Niech będzie wymiana.",
        "Kurier przywiezie nowy i zabierze stary przy jednej wizycie.",
    ],
    [
        "Szkło rozbite, pełno odłamków w kartonie, skaleczyłam się przy rozpakowaniu. {product}!",
        "Bardzo przepraszamy i mamy nadzieję, że nic poważnego. Proszę nic nie wyjmować, wystarczy zdjęcie z góry.",
        "Zdjęcie zrobione. Chcę zwrotu, nie wymiany.",
        "Oczywiście. Zwracamy całą kwotę z dostawą, odsyłać nie trzeba.",
        "Dziękuję za szybką reakcję.",
        "To my dziękujemy za cierpliwość.",
    ],
]
NOT_RECEIVED = [
    [
        "Minął tydzień od płatności, a paczki nie ma. Status od trzech dni stoi w sortowni. {product}.",
        "Dzień dobry, złożyliśmy zapytanie do przewoźnika. Odpowiedź zwykle przychodzi w dwa dni robocze.",
        "Dwa dni minęły. Paczka dalej w sortowni w Strykowie.",
        "Przewoźnik potwierdził zaginięcie. Wysyłamy drugą paczkę czy wolą Państwo zwrot?",
        "Drugą paczkę proszę, byle innym kurierem.",
        "Nadana, tym razem innym przewoźnikiem. Doręczenie pojutrze.",
    ],
    [
        "W Paczkomacie była pusta skrytka! Kod przyjęło, drzwiczki się otworzyły i nic. {product}",
        "Dzień dobry, proszę zgłosić to także w aplikacji przewoźnika, my równolegle otwieramy reklamację.",
        "Zgłoszone, nr sprawy przesłałem sms-em do nich. Państwu też podać?",
        "Tak, prosimy. To przyspieszy wyjaśnienie.",
        "4410/11, rozmawiałem z panią Olą.",
        "Dziękujemy. Niezależnie od wyniku jutro wysyłamy nowy egzemplarz.",
    ],
    [
        "Status „doręczono”, ale ja niczego nie dostałem i nikogo u mnie nie było. {product}.",
        "Dzień dobry, prosimy o chwilę, sprawdzamy potwierdzenie odbioru i współrzędne doręczenia.",
        "Pytałem sąsiadów, nikt nie odebrał.",
        "Kurier zostawił paczkę pod numerem 14 zamiast 41. Jedzie ją odebrać i dowiezie dziś do 18.",
        "Jest, dotarła o 17:40. Dziękuję.",
        "Bardzo się cieszymy. Czy sprawę możemy zakończyć?",
    ],
]
