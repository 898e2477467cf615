"""Talks about a product that stopped working. Buyer and seller take turns, the buyer first."""

DEFECTS = [
    [
        "Dzień dobry, {product} działało bez zarzutu przez trzy tygodnie, a od wczoraj nie działa wcale. "
        "Proszę o wymianę na nowy egzemplarz.",
        "Dzień dobry, przykro nam z powodu kłopotu. Czy może Pan/Pani opisać, co dokładnie przestało działać, "
        "i przysłać zdjęcie tabliczki znamionowej?",
        "Zdjęcie w załączniku. Po włączeniu nic się nie dzieje, nie ma żadnej reakcji.",
        "Dziękujemy. Przyjmujemy zgłoszenie, etykietę zwrotną wyślemy jeszcze dziś. Po sprawdzeniu "
        "odeślemy sprawny egzemplarz.",
        "Etykieta doszła, paczka nadana dziś rano w Paczkomacie. Proszę o potwierdzenie, jak dotrze.",
        "Paczka do nas dotarła, potwierdzamy usterkę. Nowy egzemplarz wychodzi jutro.",
    ],
    [
        "Witam. Po miesiącu używania pojawiło się pęknięcie w miejscu łączenia ({product}). Nic na to nie "
        "spadło, używane zgodnie z instrukcją. Reklamuję.",
        "Dzień dobry, dziękujemy za zgłoszenie. Prosimy o dwa zdjęcia: całość oraz zbliżenie pęknięcia.",
        "Wysyłam. Na drugim zdjęciu widać, że pękło na spawie.",
        "To rzeczywiście wada spawu. Proponujemy wymianę elementu albo zwrot części kwoty, co Pan woli?",
        "Wolałbym zwrot części pieniędzy, sam to naprawię. 20% byłoby w porządku.",
        "Zgadzamy się na 20%. Zwrot wykonamy po zatwierdzeniu reklamacji.",
    ],
    [
        "Bateria trzyma już tylko godzinę, a w opisie miało być do ośmiu. {product}, kupione we wrześniu. "
        "To chyba nie jest normalne?",
        "Dzień dobry, rzeczywiście to za mało. Czy próbował Pan pełnego rozładowania i ładowania oryginalnym kablem?",
        "Tak, dwa razy, bez różnicy. Po 40 minutach jest 30%.",
        "W takim razie zapraszamy do odesłania na nasz koszt. Serwis sprawdzi akumulator w ciągu 5 dni roboczych.",
        "Ok, wysłane. Numer przesyłki podam wieczorem.",
        "Dziękujemy, czekamy na paczkę.",
    ],
    [
        "Dzień dobry. {product}: po drugim użyciu słychać zgrzyt i czuć spaleniznę. Boję się tego używać. "
        "Chcę zwrotu pieniędzy.",
        "Dzień dobry, proszę natychmiast przestać używać. Wysyłamy kuriera po odbiór, kiedy będzie Pani w domu?",
        "Jutro między 9 a 13, potem dopiero w piątek.",
        "Kurier zamówiony na jutro, 9-13. Proszę tylko zapakować, etykietę przywiezie.",
        "Kurier był, zabrał. Kiedy mogę liczyć na pieniądze?",
        "Do dwóch dni roboczych od dostarczenia paczki do nas. Damy znać w tej rozmowie.",
    ],
    [
        "Kolor zszedł po pierwszym praniu w 30 stopniach, dokładnie jak na metce. {product}. Załączam zdjęcia "
        "przed i po.",
        "Dzień dobry, dziękujemy za zdjęcia. To nie powinno się zdarzyć, sprawdzamy partię u producenta.",
        "Czekam już trzeci dzień. Co z moją reklamacją?",
        "Przepraszamy za zwłokę. Producent uznał wadę partii, możemy wymienić na inny kolor albo zwrócić pieniądze.",
        "Poproszę o zwrot, straciłam zaufanie do tego materiału.",
        "Rozumiemy. Zatwierdzimy zwrot całej kwoty, nie trzeba niczego odsyłać.",
    ],
    [
        "Prosze o pomoc bo {product} sie zacina i nie da sie normalnie uzywac, mam paragon z allegro",
        "Dzień dobry, w jakiej sytuacji się zacina? Od razu po włączeniu, czy po dłuższej pracy?",
        "po jakis 10 minutach, jak sie rozgrzeje. jak ostygnie to dziala znowu",
        "To wygląda na zabezpieczenie termiczne. Czy otwory z tyłu są odsłonięte, co najmniej 10 cm od ściany?",
        "stoi na srodku stolu, nic nie zaslania",
        "Dziękujemy, w takim razie to usterka. Proszę odesłać na adres z etykiety, wymienimy.",
    ],
]
DESCRIPTION = [
    [
        "Dzień dobry, w ofercie na zdjęciu był inny odcień. {product} przyszło wyraźnie jaśniejsze. "
        "Nie pasuje do reszty, którą już mam.",
        "Dzień dobry, odcień może różnić się zależnie od ekranu, ale prosimy o zdjęcie w świetle dziennym.",
        "Proszę bardzo. Obok leży ta sama rzecz kupiona u Państwa w maju.",
        "Widzimy różnicę, to inna partia barwnika. Proponujemy wymianę albo 15% zwrotu.",
        "15% wystarczy, jakość poza tym jest w porządku.",
        "Dziękujemy za wyrozumiałość, zwrot wykonamy dzisiaj.",
    ],
    [
        "Wymiary się nie zgadzają! W opisie wyraźnie inny rozmiar niż to, co przyszło ({product}). Zmierzone "
        "dwa razy. Nie mieści się tam, gdzie miało stanąć.",
        "Dzień dobry, czy mogłaby Pani przysłać zdjęcie z miarką? Sprawdzimy, co zostało wysłane.",
        "Załączam. Różnica prawie 12 cm.",
        "Bardzo przepraszamy, magazyn wysłał mniejszy wariant. Wyślemy właściwy, a ten zabierze kurier.",
        "A można zamiast tego zwrot? Kupiłam już w sklepie stacjonarnym.",
        "Oczywiście. Po odebraniu paczki przez kuriera zwrócimy całość wraz z kosztem dostawy.",
    ],
    [
        "Zamówiłem nowy produkt, a ten ma ślady używania: rysy, a w środku czyjeś paprochy. {product}. "
        "Za tę cenę oczekiwałem nowego.",
        "Dzień dobry, sprzedajemy wyłącznie nowe rzeczy, więc to musiał być zwrot, który trafił na złą półkę. "
        "Prosimy o zdjęcia.",
        "Zdjęcia wysłane. Brakuje też folii na opakowaniu.",
        "Przepraszamy, to nasz błąd. Wymiana na fabrycznie zapakowany czy zwrot?",
        "Wymiana. Byle szybko, to prezent na imieniny w sobotę.",
        "Wysyłamy dziś kurierem z doręczeniem jutro do 12. Stary egzemplarz proszę odesłać, gdy będzie wygodnie.",
    ],
    [
        "W opisie było, że pasuje do standardowego gniazda. Nie pasuje. {product} jest dla mnie bezużyteczny.",
        "Dzień dobry, w opisie podajemy zgodność z typem E i F. Jakie gniazdo jest u Pana?",
        "Typ E, mieszkanie z 2019 roku. Wtyczka nie wchodzi, bolec jest za długi.",
        "Dziękujemy, to niezgodność po naszej stronie. Prosimy o odesłanie na nasz koszt.",
        "Gdzie znajdę etykietę?",
        "Etykieta jest w zakładce Moje zakupy przy tym zamówieniu, ważna 14 dni.",
    ],
]
