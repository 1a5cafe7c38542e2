"""The simulators in process, for commands that ask partners."""

from tests.simulated import stage

__all__ = ["stage"]
