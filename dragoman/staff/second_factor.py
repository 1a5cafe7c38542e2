"""The second factor: time-based codes (RFC 6238, 30 s, 6 digits, SHA-1 as authenticator apps know it) and recovery codes.

A code counts once: the step it belongs to is stored. Recovery codes hold 80 random bits, so a keyed digest keeps them.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

import pyotp

from dragoman.access import STAFF
from dragoman.command import Refused, Work, command
from dragoman.staff import errors, sessions
from dragoman.staff.models import Credential, asks_second_factor
from dragoman.staff.records import credential_of, member

STEP_S = 30
CODES = 10
_WINDOW = 1  # one step early or late: clocks of phones differ (RFC 6238 section 5.2)


def matching_step(secret: str, code: str, at: datetime, after: int) -> int | None:
    """Return the step of a code when it fits within the window and is later than `after`, else None."""
    plain = "".join(c for c in code if c.isdigit())
    totp = pyotp.TOTP(secret, interval=STEP_S)
    now = int(at.timestamp()) // STEP_S
    found = None
    for step in range(now - _WINDOW, now + _WINDOW + 1):
        if len(plain) == 6 and secrets.compare_digest(totp.at(step * STEP_S), plain) and step > after:
            found = step
    return found


def recovery_form(code: str) -> str:
    """Return the canonical form of a recovery code as typed: upper case, no separators."""
    return "".join(c for c in code.upper() if c.isalnum())


async def begin_set_up(work: Work, staff: str) -> str:
    """Return the secret to scan; the same one until it is confirmed, so a page loaded twice shows the same picture."""
    credential = await credential_of(work, staff)
    if credential.totp_at is not None:
        raise Refused("totp.set", "The second factor is set up already. Remove it first.")
    if credential.totp is None:
        credential.totp = work.seal("credential", "totp", credential.id, pyotp.random_base32())
    return work.open("credential", "totp", credential.id, credential.totp, str)


@command("staff:confirm_second_factor", by=STAFF, sensitive=True)
async def confirm(work: Work, code: str, session_id: str) -> tuple[tuple[str, ...], str]:
    """Turn one's second factor on with a first code; returns the recovery codes, shown this once, and the session's new cookie."""
    credential = await credential_of(work, work.by.id)
    if credential.totp is None or credential.totp_at is not None:
        raise Refused("totp.set", "Begin the set-up of the second factor again.")
    step = _step(work, credential, code)
    if step is None:
        raise Refused(
            "totp.code", "That code does not fit. Wait for the next one and type it.", field="code", status=422
        )
    credential.totp_at, credential.totp_step = work.now, step
    await work.note(f"staff:{work.by.id}", "staff:second_factor_on")
    return await new_recovery_codes(work), await sessions.renew(work, session_id, sessions.Level.FULL)


@command("staff:renew_recovery_codes", by=STAFF, sensitive=True)
async def renew_recovery_codes(work: Work) -> tuple[str, ...]:
    """Make new recovery codes for oneself; the old ones end."""
    return await new_recovery_codes(work)


async def new_recovery_codes(work: Work) -> tuple[str, ...]:
    """Replace the doer's recovery codes."""
    codes = tuple(base64.b32encode(secrets.token_bytes(10)).decode() for _ in range(CODES))
    await work.sql.execute("delete from recovery_code where staff_id = $1", work.by.id)
    await work.sql.executemany(
        "insert into recovery_code (id, tenant_id, created_at, staff_id, digest) values ($1, $2, $3, $4, $5)",
        [
            (work.new_id("rc"), work.tenant.id, work.now, work.by.id, work.blind("recovery_code", code))
            for code in codes
        ],
    )
    return tuple("-".join(code[i : i + 4] for i in range(0, 16, 4)) for code in codes)


@command("staff:remove_second_factor", by=STAFF, sensitive=True)
async def remove(work: Work, session_id: str) -> str:
    """Remove one's own second factor, to set it up on another phone; returns the session's new cookie.

    Every other session ends, and whose roles ask for a second factor is half-way in until it is set up again.
    """
    await clear(work, work.by.id)
    await sessions.end_all(work, work.by.id, but=session_id)
    held = (await member(work, work.by.id)).held
    return await sessions.renew(
        work, session_id, sessions.Level.HALF if asks_second_factor(held) else sessions.Level.FULL
    )


async def clear(work: Work, staff: str) -> None:
    """Take a second factor and its recovery codes away."""
    credential = await credential_of(work, staff)
    credential.totp, credential.totp_at, credential.totp_step = None, None, 0
    await work.sql.execute("delete from recovery_code where staff_id = $1", staff)
    await work.note(f"staff:{staff}", "staff:second_factor_off")


async def use_code(work: Work, staff: str, code: str) -> None:
    """Use a code up, of the app or a recovery code; raises Refused("sign_in.wrong")."""
    credential = await credential_of(work, staff)
    if credential.totp is None or credential.totp_at is None:
        raise errors.wrong()
    step = _step(work, credential, code)
    if step is not None:
        credential.totp_step = step
        return
    used = await work.sql.fetchval(
        "update recovery_code set used_at = $3 where staff_id = $1 and digest = $2 and used_at is null returning id",
        staff, work.blind("recovery_code", recovery_form(code)), work.now,
    )  # fmt: skip
    if used is None:
        raise errors.wrong()
    await work.note(f"staff:{staff}", "staff:recovery_code_used")


def _step(work: Work, credential: Credential, code: str) -> int | None:
    assert credential.totp is not None
    secret = work.open("credential", "totp", credential.id, credential.totp, str)
    return matching_step(secret, code, work.now, credential.totp_step)


async def recovery_codes_left(work: Work, staff: str) -> int:
    """Count the recovery codes that are still good."""
    return int(
        await work.sql.fetchval("select count(*) from recovery_code where staff_id = $1 and used_at is null", staff)
    )


def provisioning_uri(secret: str, *, account: str, business: str) -> str:
    """Return what the picture says to the authenticator app (Google Authenticator wiki, "Key Uri Format")."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=account, issuer_name=business)
