"""Pure rules of signing in: waits, passwords, codes, zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from dragoman.command import Refused
from dragoman.staff import passwords
from dragoman.staff.attempts import ACCOUNT, ADDRESS
from dragoman.staff.second_factor import matching_step, recovery_form
from dragoman.staff.tokens import new_token, token_parts

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AT = datetime(2026, 11, 20, 9, 0, 10, tzinfo=UTC)
STEP = int(AT.timestamp()) // 30


def code(step: int) -> str:
    return pyotp.TOTP(SECRET).at(step * 30)


def test_waits_double_and_end_at_a_quarter_of_an_hour() -> None:
    assert [ACCOUNT.wait(n).total_seconds() for n in (1, 4, 5, 6, 7, 12, 1000)] == [0, 0, 15, 30, 60, 900, 900]
    assert ADDRESS.wait(29) == timedelta()
    assert ADDRESS.wait(30) == timedelta(seconds=15)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password.length"),
        ("x" * 129, "password.length"),
        ("aaaaaaaaaaaaaaaa", "password.common"),
        ("password1234", "password.common"),
        ("Password123456!!", "password.common"),
        ("qwertyqwerty12", "password.common"),
        ("lagostours2026", "password.common"),
        ("adaobiadaobi12", "password.common"),
    ],
)
def test_weak_passwords_are_refused(password: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        passwords.acceptable(password, about=("Ada Adaobi", "ada@lagos.example", "lagostours"))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "password", ["seven green river boats", "ẹ̀kọ́ ń ṣe rere púpọ̀ gan", "correct horse battery staple"]
)
def test_a_few_words_are_a_password(password: str) -> None:
    passwords.acceptable(password, about=("Femi Cole", "femi.cole@lagostours.example", "Lagos Tours"))


async def test_a_hash_fits_its_password_in_either_unicode_form() -> None:
    kept = await passwords.hashed("crème brûlée à emporter")
    assert kept.startswith("$argon2id$")
    assert await passwords.fits(kept, "cre\u0300me bru\u0302le\u0301e a\u0300 emporter")
    assert not await passwords.fits(kept, "crème brûlée à manger")
    assert not await passwords.fits(None, "what nobody typed")
    assert not await passwords.fits("not a hash", "what nobody typed")


def test_a_code_counts_within_a_step_and_once() -> None:
    assert matching_step(SECRET, code(STEP), AT, 0) == STEP
    assert matching_step(SECRET, f"{code(STEP)[:3]} {code(STEP)[3:]}", AT, 0) == STEP
    assert matching_step(SECRET, code(STEP - 1), AT, 0) == STEP - 1
    assert matching_step(SECRET, code(STEP + 1), AT, 0) == STEP + 1
    assert matching_step(SECRET, code(STEP - 2), AT, 0) is None
    assert matching_step(SECRET, code(STEP), AT, STEP) is None
    assert matching_step(SECRET, "", AT, 0) is None


def test_recovery_codes_are_read_as_people_write_them() -> None:
    assert recovery_form("abcd-efgh ijkl-mnop") == "ABCDEFGHIJKLMNOP"


def test_a_token_names_its_tenant_and_nothing_else_is_one() -> None:
    token, digest = new_token("tn_lagostours000000000000000")
    parts = token_parts(token)
    assert parts is not None
    assert parts[0] == "tn_lagostours000000000000000"
    assert len(digest) == 32
    assert token_parts(token + "x") is None
    assert token_parts("tn_x." + parts[1]) is None
    assert token_parts("") is None
