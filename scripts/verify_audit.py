"""Verify an exported audit trail without Dragoman: python scripts/verify_audit.py export.jsonl

Needs nothing but Python. Each entry's hash is SHA-256 over the hash before it (bytes; none for entry 1) and the compact
JSON list [number as text, id, instant, tag, subject, result, code, request, role, doer, surface]. To see that nothing was
cut off either, compare `hash_last` with the head that the console shows, or with an export that you kept.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

FIELDS = ("tag", "subject", "result", "code", "request", "role", "doer", "surface")


def verify(lines: list[str]) -> str:
    """Return "" when every entry fits, else what does not."""
    head = json.loads(lines[0])
    if head.get("format") != "dragoman-audit-1":
        return "This is no audit export of a known format."
    digest, number = bytes.fromhex(head["hash_before"]), head["first"] - 1
    for line in lines[1:]:
        entry = json.loads(line)
        number += 1
        told = [str(number), entry["id"], entry["at"], *(entry[name] for name in FIELDS)]
        digest = hashlib.sha256(digest + json.dumps(told, separators=(",", ":")).encode()).digest()
        if entry["seq"] != number or entry["hash"] != digest.hex():
            return f"Entry {number} does not fit: it, or something before it, was changed, added or taken out."
    if number != head["last"] or digest.hex() != head["hash_last"]:
        return f"The trail ends at {number}, not at {head['last']} as its first line says."
    return ""


def main() -> int:
    """Verify the file named on the command line."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    fault = verify(lines)
    head = json.loads(lines[0])
    print(fault or f"Intact: entries {head['first']} to {head['last']}, last hash {head['hash_last']}.")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
