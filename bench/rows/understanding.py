"""How much of our own labelled sentences is read right, and what reading a message costs in processor time."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bench import gold
from bench.ground import ROOT, Ground
from bench.table import Aim, Row, quantile
from dragoman.understanding import prepare

_SLOTS_AIM = {"de": 90, "es": 90, "fr": 90, "pt": 90, "tr": 85, "sw": 85, "hi": 75, "ja": 75, "zh": 75}


async def measure(ground: Ground) -> list[Row]:
    """Score, then read every sentence again and again with all languages loaded; quality is the same with small numbers."""
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        added = await _memory(folder)
    begun = time.process_time()
    rows = _quality()
    first = time.process_time() - begun
    spent = _spent(ground.few(20, 2))
    p50, p95 = quantile(spent, 0.5) * 1000, quantile(spent, 0.95) * 1000
    told = f"{len(spent):,} readings in {len(gold.SPOKEN_IN)} languages, processor time, look-ups kept"
    return [
        *rows,
        Row("reading a message, p50", p50, "ms", told),
        Row("reading a message, p95", p95, "ms", told, None, Aim("figure", "<", 20)),
        Row("  all languages for the first time", first * 1000, "ms", "rules compiled once in a process, and the scoring itself"),
        Row("  memory that the reader adds", added, "MiB", f"a process of its own, {len(gold.SPOKEN_IN)} languages", None, Aim("figure", "<", 150)),
    ]  # fmt: skip


async def _memory(folder: str) -> float:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.apps.reading", folder, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await child.communicate()
    if child.returncode:
        raise RuntimeError("the reading process failed")
    return float(told)


def _quality() -> list[Row]:
    whole, rows = gold.Count(), []
    for language in sorted(p.stem for p in gold.GOLD.glob("??.tsv")):
        count, _ = gold.slots(language, language)
        whole.right, whole.given, whole.wanted = (
            whole.right + count.right, whole.given + count.given, whole.wanted + count.wanted,
        )  # fmt: skip
        aim = Aim("figure", ">=", _SLOTS_AIM[language]) if language in _SLOTS_AIM else None
        rows.append(Row(f"  core slots, {language}", count.f1, "% F1", f"{count.wanted} values", None, aim))
    counts, _ = gold.intents()
    right, wanted = sum(c.right for c in counts.values()), sum(c.wanted for c in counts.values())
    heavy = [
        Row(f"  intent {name}", 100 * counts[name].right / counts[name].wanted, "%", f"{counts[name].wanted} sentences", None, Aim("figure", ">=", 90))
        for name in gold.WEIGHTY
    ]  # fmt: skip
    return [
        Row("core slots of our own sentences", whole.f1, "% F1", f"{whole.wanted} values in {len(rows)} languages"),
        *rows,
        Row("intents of our own sentences", 100 * right / wanted, "%", f"{wanted} sentences", None, Aim("figure", ">=", 85)),
        *heavy,
    ]  # fmt: skip


def _spent(rounds: int) -> list[float]:
    """Return the processor seconds of each reading."""
    told = gold.sentences()
    taken = []
    for _ in range(rounds):
        for text, language in told:
            begun = time.process_time()
            gold.read(text, language, language)
            taken.append(time.process_time() - begun)
    return taken
