"""The house of one process: database, keys, adapters, rooms' turns and executors, the web; wired here and nowhere else."""

from __future__ import annotations
