"""A process that does nothing but read: writes how much memory the reader adds with every language in use, in MiB.

`python -m bench.apps.reading FOLDER`; the folder holds the places as they are kept between starts.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bench import gold
from bench.ground import rss_mib
from dragoman.understanding import prepare


async def main() -> None:
    """Read every sentence once."""
    before = await rss_mib()
    prepare(Path(sys.argv[1]))
    for text, language in gold.sentences():
        gold.read(text, language, language)
    sys.stdout.write(str(await rss_mib() - before))


if __name__ == "__main__":
    asyncio.run(main())
