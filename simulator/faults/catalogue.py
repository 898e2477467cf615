"""Every misbehaviour that can be switched on, by its id."""

from collections.abc import Mapping

from simulator.faults.misbehaviour import Misbehaviour
from simulator.faults.network import UNNUMBERED
from simulator.faults.reported import REPORTED

CATALOGUE: Mapping[str, Misbehaviour] = {one.id: one for one in (*REPORTED, *UNNUMBERED)}
