"""What happens here that other rooms may listen to, since the CRM knows none of them."""

from django.dispatch import Signal

# The parts by which a record is searched were stored anew; sent with `customer`.
customer_changed = Signal()
