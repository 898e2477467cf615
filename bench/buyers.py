"""Made-up buyers and their records. To be imported once Django is set up."""

from dataclasses import dataclass

from bench.rows import Rows, Workspace
from crm.folding import fold

FIRST_NAMES = ("Anna", "Piotr", "Katarzyna", "Marek", "Agnieszka", "Tomasz", "Ewa", "Paweł", "Zofia", "Jakub", "Łucja")
LAST_NAMES = ("Nowak", "Kowalska", "Wiśniewski", "Wójcik", "Kamińska", "Lewandowski", "Zielińska", "Szymański", "Żak")


@dataclass(frozen=True)
class Buyer:
    """The buyer of this number, whose record has the next one as its id."""

    number: int

    @property
    def customer_id(self) -> int:
        return self.number + 1

    @property
    def external_id(self) -> str:
        return str(10_000_000 + self.number)

    @property
    def login(self) -> str:
        return f"kupujacy_{self.number}"

    @property
    def name(self) -> str:
        return f"{FIRST_NAMES[self.number % len(FIRST_NAMES)]} {LAST_NAMES[self.number // 7 % len(LAST_NAMES)]}"

    @property
    def phone(self) -> str:
        return f"+48 5{self.number:08}"

    @property
    def email(self) -> str:
        return f"{self.number:08x}+abc@allegromail.pl"

    @property
    def searched(self) -> tuple[str, ...]:
        """What a search finds the record by."""
        return self.name, self.login, self.phone, f"5{self.number:08}", self.email


def add_record(rows: Rows, workspace: Workspace, buyer: Buyer) -> None:
    """The buyer's record with its parts."""
    pk = rows.add(
        "Customer",
        name=buyer.name,
        sort_name=fold(buyer.name),
        search_text="\n".join(map(fold, buyer.searched)),
        created_at=workspace.now,
        updated_at=workspace.now,
    )
    field, login = workspace.login_field, buyer.login
    rows.add("CustomFieldValue", customer_id=pk, field_id=field, value=login, folded=login)
    rows.add("CustomerIdentity", customer_id=pk, source="allegro", external_id=buyer.external_id)
    rows.add("CustomerEmail", customer_id=pk, email=buyer.email)
    rows.add("CustomerPhone", customer_id=pk, number=buyer.phone)
