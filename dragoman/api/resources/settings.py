"""The settings in force, to read; they are changed in the console, where every change is a version with a way back."""

from __future__ import annotations

from fastapi import APIRouter

from dragoman.access import SETTINGS
from dragoman.api.gate import needs
from dragoman.api.route import Calling, Guarded
from dragoman.api.shapes.business import Settings
from dragoman.tenancy.settings import standing

router = APIRouter(prefix="/v1/settings", route_class=Guarded, tags=["settings"])


@router.get("", response_model=Settings)
@needs("admin", SETTINGS)
async def show_settings(caller: Calling) -> Settings:
    """Read the settings."""
    async with caller.work() as work:
        return Settings.of(await standing(work))
