"""The part of Allegro's REST API that a helpdesk needs, one module per family of resources."""
