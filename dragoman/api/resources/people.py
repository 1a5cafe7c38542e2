"""People's rights: take along what is held of them, and be forgotten. For keys of whoever answers for the business."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dragoman.api.gate import needs
from dragoman.api.once import Outcome, once
from dragoman.api.route import Calling, Guarded
from dragoman.api.shapes.business import Erasure, FoundPerson, GivenIdentity
from dragoman.api.shapes.common import PersonId
from dragoman.command import Work, not_found
from dragoman.privacy.commands import ANSWERABLE, erase_person, export_person, find_person

router = APIRouter(prefix="/v1/people", route_class=Guarded, tags=["people"])
_ZIP = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}


@router.post("/find", response_model=FoundPerson)
@needs("admin", ANSWERABLE)
async def find(caller: Calling, asked: GivenIdentity) -> Response:
    """Find a person by exact phone or e-mail."""

    async def act(work: Work) -> Outcome:
        person = await find_person(work, asked.identity)
        if person is None:
            raise not_found("person")
        return Outcome(200, FoundPerson(person_id=person))

    return await once(caller, act)


@router.get("/{person_id}/export", response_class=Response, responses={200: {"content": _ZIP}})
@needs("admin", ANSWERABLE)
async def export(caller: Calling, person_id: PersonId) -> Response:
    """Fetch everything that is held of a person, as a zip: `index.html` to read, `data.json` for programs, and the files."""
    async with caller.work(proven=True) as work:
        pack = await export_person(work, person_id, caller.holders)
    headers = {"content-disposition": f'attachment; filename="{person_id}.zip"', "cache-control": "private, no-store"}
    return Response(pack, 200, headers, "application/zip")


@router.delete("/{person_id}", response_model=Erasure)
@needs("admin")
async def erase(caller: Calling, person_id: PersonId) -> Response:
    """Erase a person for good. Sums and ticket numbers stay for the books, without them; refused with 409 `erasure.open`
    while a journey, a refund or an answer is under way.
    """

    async def act(work: Work) -> Outcome:
        return Outcome(200, Erasure.of(await erase_person(work, person_id, caller.holders)))

    return await once(caller, act, proven=True)
