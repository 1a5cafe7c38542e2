"""The house of one process: database, keys, adapters, rooms' turns and executors, the web; wired here and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from starlette.types import ASGIApp

from dragoman.access import SYSTEM, Surface
from dragoman.api.app import build_app
from dragoman.api.door import WebhookDoor
from dragoman.api.keys import DoorKeys
from dragoman.channels.media import thumbnail
from dragoman.channels.meta import pace
from dragoman.channels.meta.client import MetaChannel
from dragoman.channels.meta.graph import MetaSettings
from dragoman.channels.meta.reading import read
from dragoman.cli.database import Addresses
from dragoman.cli.facts import routes
from dragoman.cli.partners import Partners
from dragoman.cli.rooms import executors, turns
from dragoman.command import Calls, Desk
from dragoman.command.tenants import Tenants
from dragoman.conversations.channel import Channel
from dragoman.engine import Door, Engine, Store
from dragoman.kit.clock import ShiftedClock
from dragoman.kit.crypto import Master
from dragoman.kit.http import Http, Transport
from dragoman.kit.ids import new_id
from dragoman.kit.settings import Settings
