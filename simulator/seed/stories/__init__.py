"""What people say to each other, by what the case is about."""

from simulator.seed.stories.defects import DEFECTS, DESCRIPTION
from simulator.seed.stories.deliveries import DAMAGED, MISSING, NOT_RECEIVED
from simulator.seed.stories.money import OTHER, PAPERS, QUESTIONS, REFUNDS

Story = list[str]

# Allegro's reason, in either API -> talks that fit it
STORIES: dict[str, list[Story]] = {
    "DEFECT_FOUND_DURING_USE": DEFECTS,
    "DEFECT_DETECTED_DURING_USE": DEFECTS,
    "NOT_AS_DESCRIBED": DESCRIPTION,
    "RECEIVED_ITEMS_NOT_MATCHING_DESCRIPTION": DESCRIPTION,
    "PRODUCT_INCONSISTENT_WITH_THE_OFFER": DESCRIPTION,
    "MISSING_PRODUCT_ELEMENT": MISSING,
    "MISSING_PRODUCT_ELEMENTS": MISSING,
    "RECEIVED_INCOMPLETE_ORDER": MISSING,
    "PRODUCT_DAMAGED_PARCEL_INTACT": DAMAGED[1:],
    "PRODUCT_ARRIVED_DAMAGED": DAMAGED,
    "ITEM_IS_DAMAGED": DAMAGED,
    "DID_NOT_RECEIVE_GOODS_AFTER_PAYMENT": NOT_RECEIVED,
    "NO_PRODUCT_IN_THE_SHIPMENT": NOT_RECEIVED[1:2],
    "NO_REFUND": REFUNDS[:2],
    "NO_REFUND_AFTER_RETURNING_PRODUCT": REFUNDS[:1],
    "PROBLEM_WITH_WITHDRAWAL_CANCELLATION_OF_PURCHASE": REFUNDS[1:2],
    "PROBLEM_WITH_GOODS_RETURN_CANCELLATION_OF_PURCHASE": REFUNDS[2:],
    "SELLER_DOES_NOT_WANT_TO_ACCEPT_RETURN": REFUNDS[2:],
    "PROBLEM_WITH_SENDING_PRODUCT_BACK": REFUNDS[2:],
    "NO_DOCUMENTATIONS": PAPERS,
    "OTHER": OTHER,
    "QUESTION": QUESTIONS,
}

ADVISER = [
    "Dzień dobry, tu doradca Allegro. Proszę sprzedającego o odpowiedź na pytanie kupującego w ciągu 48 godzin.",
    "Dzień dobry, dołączam do rozmowy na prośbę kupującego. Proszę strony o przedstawienie swoich propozycji.",
    "Dziękuję za wyjaśnienia. Zachęcam do porozumienia; jeśli się nie uda, kupujący może skorzystać z Allegro Protect.",
    "Sprawdziłam historię przesyłki, potwierdzam doręczenie do punktu. Proszę kupującego o odbiór do końca tygodnia.",
    "Przypominam o terminie odpowiedzi. Brak stanowiska sprzedającego może oznaczać zwrot środków kupującemu.",
]
CLOSURE_REQUESTS = [
    "Cieszymy się, że udało się pomóc. Prosimy o potwierdzenie, że problem został rozwiązany.",
    "Czy możemy zakończyć sprawę? Wystarczy kliknąć „Potwierdź”. Pozdrawiamy!",
]
RETURN_WORDS = {
    "RETURN_REQUIRED_SELLER_LABEL": "Prosimy o odesłanie produktu. Etykieta zwrotna jest w załączonej wiadomości.",
    "RETURN_REQUIRED_CUSTOM": "Prosimy o odesłanie produktu na adres magazynu, koszt zwrócimy.",
    "RETURN_NOT_REQUIRED": "Nie trzeba odsyłać produktu.",
}
DECISION_WORDS = {
    "ACCEPTED_REPAIR": "Uznajemy reklamację. Produkt naprawimy na nasz koszt.",
    "ACCEPTED_REFUND": "Uznajemy reklamację i zwracamy całą kwotę.",
    "ACCEPTED_EXCHANGE": "Uznajemy reklamację, wymieniamy produkt na nowy.",
    "ACCEPTED_PARTIAL_REFUND": "Uznajemy reklamację i zwracamy część kwoty, zgodnie z ustaleniami.",
    "REJECTED_PRODUCT_DAMAGED_BY_USER": "Odrzucamy reklamację: uszkodzenie powstało po wydaniu towaru.",
    "REJECTED_PRODUCT_CONFORMS_TO_CONTRACT": "Odrzucamy reklamację: produkt jest zgodny z opisem oferty.",
    "REJECTED_PRODUCT_NOT_RETURNED": "Odrzucamy reklamację, ponieważ produkt nie został odesłany do oceny.",
    "REJECTED_OTHER": "Po sprawdzeniu nie stwierdziliśmy wady. Odrzucamy reklamację.",
}
