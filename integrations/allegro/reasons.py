"""The reasons buyers choose from, in words. Allegro has several spellings of some, one per kind of case."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

REASONS = {
    "NO_PRODUCT_RECEIVED": gettext_noop("Product not received"),
    "NO_PRODUCT_IN_PARCEL": gettext_noop("No product in the parcel"),
    "NO_PRODUCT_IN_THE_SHIPMENT": gettext_noop("No product in the parcel"),
    "NO_PROOF_OF_PURCHASE_MANUAL_OR_WARRANTY": gettext_noop("No proof of purchase, manual or warranty"),
    "NO_DOCUMENTATIONS": gettext_noop("No proof of purchase, manual or warranty"),
    "MISSING_PRODUCT_ELEMENT": gettext_noop("A part of the product is missing"),
    "MISSING_PRODUCT_ELEMENTS": gettext_noop("A part of the product is missing"),
    "PRODUCT_AND_PARCEL_DAMAGED_IN_TRANSIT": gettext_noop("Product and parcel damaged in transit"),
    "PRODUCT_DAMAGED_PARCEL_INTACT": gettext_noop("Product damaged, parcel intact"),
    "PRODUCT_ARRIVED_DAMAGED": gettext_noop("Product arrived damaged"),
    "ITEM_IS_DAMAGED": gettext_noop("Product is damaged"),
    "DEFECT_FOUND_DURING_USE": gettext_noop("Defect found during use"),
    "DEFECT_DETECTED_DURING_USE": gettext_noop("Defect found during use"),
    "NOT_AS_DESCRIBED": gettext_noop("Not as described"),
    "RECEIVED_ITEMS_NOT_MATCHING_DESCRIPTION": gettext_noop("Not as described"),
    "PRODUCT_INCONSISTENT_WITH_THE_OFFER": gettext_noop("Not as described"),
    "RECEIVED_INCOMPLETE_ORDER": gettext_noop("Order incomplete"),
    "DID_NOT_RECEIVE_GOODS_AFTER_PAYMENT": gettext_noop("Goods not received after payment"),
    "SELLER_DOES_NOT_WANT_TO_ACCEPT_RETURN": gettext_noop("Return not accepted"),
    "PROBLEM_WITH_SENDING_PRODUCT_BACK": gettext_noop("Problem with sending the product back"),
    "PROBLEM_WITH_WITHDRAWAL_CANCELLATION_OF_PURCHASE": gettext_noop("Problem with withdrawal from the purchase"),
    "PROBLEM_WITH_GOODS_RETURN_CANCELLATION_OF_PURCHASE": gettext_noop("Problem with withdrawal from the purchase"),
    "NO_REFUND": gettext_noop("No refund"),
    "NO_REFUND_AFTER_RETURNING_PRODUCT": gettext_noop("No refund after the return"),
    "NO_REFUND_AFTER_CANCELING_ORDER": gettext_noop("No refund after cancelling the order"),
    "OTHER": gettext_noop("Another reason"),
}


def stored_words(reason: str) -> str:
    """The reason as it is stored with the ticket: in the installation's language, whoever reads or works."""
    with translation.override(settings.LANGUAGE_CODE):
        return reason_words(reason)


def reason_words(reason: str) -> str:
    """The reason in words of the active language; a reason nobody announced as it came."""
    if not reason:
        return _("Case without a reason")
    return _(REASONS[reason]) if reason in REASONS else reason
