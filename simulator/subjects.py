"""The reasons a buyer can choose, and how Allegro words them in the `subject` of a case."""

# Allegro's reason -> (Polish, English)
ISSUE_REASONS = {
    "NO_PRODUCT_RECEIVED": ("nie otrzymałem produktu", "I have not received the product"),
    "NO_PRODUCT_IN_PARCEL": ("brak produktu w przesyłce", "no product in the parcel"),
    "NO_PROOF_OF_PURCHASE_MANUAL_OR_WARRANTY": (
        "brak dowodu zakupu, instrukcji lub gwarancji",
        "no proof of purchase, manual, or warranty",
    ),
    "MISSING_PRODUCT_ELEMENT": ("brak elementu produktu", "missing product element"),
    "PRODUCT_AND_PARCEL_DAMAGED_IN_TRANSIT": (
        "produkt i przesyłka uszkodzone w transporcie",
        "product and parcel damaged (in transit)",
    ),
    "PRODUCT_DAMAGED_PARCEL_INTACT": (
        "produkt uszkodzony, a przesyłka nienaruszona",
        "the product is damaged, but the parcel is intact",
    ),
    "DEFECT_FOUND_DURING_USE": ("wady ujawniły się w trakcie używania", "defects emerged during use"),
    "NOT_AS_DESCRIBED": ("niezgodny z opisem", "does not match the description"),
    "SELLER_DOES_NOT_WANT_TO_ACCEPT_RETURN": (
        "sprzedający nie chce przyjąć zwrotu",
        "the seller does not want to accept the return",
    ),
    "PROBLEM_WITH_SENDING_PRODUCT_BACK": (
        "mam problem z odesłaniem produktu",
        "I have a problem returning the product",
    ),
    "NO_REFUND_AFTER_RETURNING_PRODUCT": (
        "brak zwrotu pieniędzy po odesłaniu produktu",
        "no refund after returning the product",
    ),
    "NO_REFUND_AFTER_CANCELING_ORDER": (
        "brak zwrotu pieniędzy po anulowaniu zamówienia",
        "no refund after canceling the order",
    ),
    "DID_NOT_RECEIVE_GOODS_AFTER_PAYMENT": (
        "nie otrzymałem towaru po wpłacie",
        "I did not receive the goods after payment",
    ),
    "RECEIVED_ITEMS_NOT_MATCHING_DESCRIPTION": (
        "otrzymałem zamówienie niezgodne z opisem",
        "I received an order inconsistent with the description",
    ),
    "RECEIVED_INCOMPLETE_ORDER": ("otrzymałem niekompletne zamówienie", "I received an incomplete order"),
    "ITEM_IS_DAMAGED": ("produkt jest uszkodzony", "the product is damaged"),
    "PROBLEM_WITH_WITHDRAWAL_CANCELLATION_OF_PURCHASE": (
        "problem z odstąpieniem/odwołaniem zakupu",
        "problem with withdrawal/cancelation of purchase",
    ),
    "PROBLEM_WITH_GOODS_RETURN_CANCELLATION_OF_PURCHASE": (
        "mam problem ze zwrotem towaru/odwołaniem zakupu",
        "I have a problem returning the goods/canceling the purchase",
    ),
    "OTHER": ("mojego powodu nie ma na liście", "my reason is not on the list"),
}

# `subType` of a purchase problem -> (Polish, English)
PROBLEM_REASONS = {
    "PRODUCT_INCONSISTENT_WITH_THE_OFFER": ("produkt niezgodny z ofertą", "product inconsistent with the offer"),
    "PRODUCT_ARRIVED_DAMAGED": ("produkt dotarł uszkodzony", "product arrived damaged"),
    "DEFECT_DETECTED_DURING_USE": ("wada ujawniła się w trakcie używania", "defect detected during use"),
    "NO_PRODUCT_IN_THE_SHIPMENT": ("brak produktu w przesyłce", "no product in the shipment"),
    "MISSING_PRODUCT_ELEMENTS": ("brak elementów produktu", "missing product elements"),
    "OTHER": ("inny problem", "another problem"),
    "NO_REFUND": ("brak zwrotu pieniędzy", "no refund"),
    "SELLER_DOES_NOT_WANT_TO_ACCEPT_RETURN": (
        "sprzedający nie chce przyjąć zwrotu",
        "the seller does not want to accept the return",
    ),
    "PROBLEM_WITH_SENDING_PRODUCT_BACK": ("problem z odesłaniem produktu", "problem with sending the product back"),
    "NO_DOCUMENTATIONS": ("brak dokumentów", "no documents"),
}

QUESTION_REASONS = {"QUESTION": ("pytanie do sprzedającego", "a question to the seller")}


ALL_REASONS = {**QUESTION_REASONS, **PROBLEM_REASONS, **ISSUE_REASONS}


def subject(reason: str, language: str) -> str:
    """Allegro's words for a reason, in Polish for `pl…` and in English for any other language."""
    texts = ALL_REASONS[reason]
    return texts[0] if language.lower().startswith("pl") else texts[1]
