"""The JSON control routes: everything the desk can do, for tests. Listed in README.md."""

from simulator.control import accounts, bulk, cases, faults, machine

ROUTES = [*machine.ROUTES, *accounts.ROUTES, *cases.ROUTES, *bulk.ROUTES, *faults.ROUTES]
