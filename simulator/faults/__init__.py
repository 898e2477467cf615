"""Where misbehaviour is put in: the switchboard every answer passes, and the catalogue of what Allegro does wrong."""

from simulator.faults.misbehaviour import Misbehaviour, Options
from simulator.faults.switch import Switched
from simulator.faults.switchboard import Answer, Fault, Faults

__all__ = ["Answer", "Fault", "Faults", "Misbehaviour", "Options", "Switched"]
