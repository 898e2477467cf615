"""What the sellers of the demo sell: name, price in PLN, the seller's own code."""

import uuid
from decimal import Decimal

from simulator.records import Offer

HOME = [
    ("Zestaw mebli ogrodowych technorattan 4-osobowy z poduszkami", "1249.00", "MO-TECH-4"),
    ("Parasol ogrodowy z korbką 300 cm, antracyt", "189.90", "PAR-300-AN"),
    ("Wąż ogrodowy rozciągliwy 30 m z pistoletem", "84.99", "WAZ-30"),
    ("Lampa solarna LED wbijana, komplet 8 sztuk", "59.90", "SOL-8"),
    ("Donica prostokątna 80 cm, wkład, grafit", "112.50", "DON-80-G"),
    ("Kosiarka ręczna bębnowa 38 cm", "329.00", "KOS-B38"),
    ("Nożyce do żywopłotu teleskopowe", "96.40", "NOZ-TEL"),
    ("Hamak bawełniany dwuosobowy 200 kg", "139.00", "HAM-2"),
    ("Regał metalowy ocynkowany 180x90x40, 5 półek", "154.90", "REG-180"),
    ("Pościel satynowa 160x200, komplet 3-częściowy", "129.00", "POS-160-S"),
    ("Zasłony zaciemniające 140x250, 2 sztuki, butelkowa zieleń", "118.00", "ZAS-140-BZ"),
    ("Zestaw noży kuchennych w bloku, 6 elementów", "164.99", "NOZ-BLOK6"),
    ("Garnek żeliwny emaliowany 4,7 l, czerwony", "249.00", "GAR-47-C"),
    ("Dywan z krótkim włosem 160x230, beżowy", "279.00", "DYW-160-B"),
    ("Grill węglowy z pokrywą 57 cm", "459.00", "GRI-57"),
    ("Karnisz podwójny 240 cm, stal szczotkowana", "88.00", "KAR-240"),
]
ELECTRONICS = [
    ("Słuchawki bezprzewodowe ANC, etui ładujące, czarne", "349.00", "SL-ANC-CZ"),
    ("Powerbank 20000 mAh 22,5 W z wyświetlaczem", "129.90", "PB-20K"),
    ("Ekspres kolbowy 15 bar ze spieniaczem", "599.00", "EX-15"),
    ("Robot sprzątający z mopem i stacją", "1399.00", "ROB-M"),
    ("Klawiatura mechaniczna 75%, brązowe przełączniki", "289.00", "KL-75-BR"),
    ("Monitor 27 cali IPS 144 Hz", "879.00", "MON-27"),
    ("Ładowarka sieciowa GaN 65 W, 3 porty", "119.00", "GAN-65"),
    ("Kamera zewnętrzna Wi-Fi 4 Mpx, obrotowa", "219.00", "KAM-4"),
    ("Głośnik Bluetooth wodoodporny 30 W", "239.00", "GL-30"),
    ("Smartwatch z GPS, pasek silikonowy", "459.00", "SW-GPS"),
    ("Szczoteczka soniczna z 4 końcówkami", "149.00", "SZ-S4"),
    ("Dysk zewnętrzny SSD 1 TB USB-C", "389.00", "SSD-1T"),
    ("Kabel USB-C 100 W, 2 m, oplot", "34.90", "KAB-C100"),
    ("Czajnik elektryczny z regulacją temperatury 1,7 l", "179.00", "CZ-17"),
]
BOOKS = [
    ("Atlas grzybów, wydanie z 1968 roku", "75.00", "AG-68"),
    ("Encyklopedia ogrodnictwa, 2 tomy, płótno", "140.00", "EO-2T"),
    ("Przedwojenna książka kucharska, reprint", "58.00", "KK-R"),
    ("Mapa Tatr 1:30 000, rok 1957", "95.00", "MT-57"),
    ("Płyta winylowa, jazz, pierwsze tłoczenie", "210.00", "LP-J1"),
    ("Komplet pocztówek z uzdrowisk, 24 sztuki", "66.00", "PO-24"),
]
STOCK = {"44120871": HOME, "51733290": ELECTRONICS, "60218844": BOOKS}
FIRST_OFFER = {"44120871": 14_820_340_110, "51733290": 15_260_771_050, "60218844": 16_104_200_300}


def offers(seller_id: str) -> list[Offer]:
    """A seller's offers; ids are the eleven digits that Allegro uses today."""
    return [
        Offer(
            id=str(FIRST_OFFER[seller_id] + 7 * number),
            seller_id=seller_id,
            name=name,
            price=Decimal(price),
            product_id=str(uuid.uuid5(uuid.NAMESPACE_URL, external_id)),
            external_id=external_id,
        )
        for number, (name, price, external_id) in enumerate(STOCK[seller_id])
    ]
