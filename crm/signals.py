"""What happens here that other rooms may listen to, since the CRM knows none of them."""

from django.dispatch import Signal

# What a record is searched by has changed and is stored; sent with `customer`.
customer_changed = Signal()
