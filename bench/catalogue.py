"""With 10,000 services: how long the bot itself takes to answer with a page or a search, and how much memory it needs.

The time is that from an update's arrival in the process to its stored answer: inbox, handler, view, outbox, commit, on
a SQLite file; Telegram's part is left out. Beside the time on the clock stands the processor's, which a busy machine
does not spoil. The memory is the most that a whole bot ever had, as a process of its own between a panel and a Bot API.

`python -m bench.catalogue` prints both, and fails when one is over its limit.
"""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.catalogue_desk import open_desk
from bench.catalogue_work import PANEL_ROWS, work
from bench.figures import HEADS, Figures, share, table
from bench.whole_bot import peak_mebibytes

MOST_MILLISECONDS = 25.0  # at the 99th percentile
MOST_MEBIBYTES = 160.0
ROUNDS = 20  # of every kind of work


async def measure_times(folder: Path) -> Mapping[str, Figures]:
    """Answer each kind of update many times."""
    async with open_desk(folder / "times.db") as desk:
        return {name: await desk.measure(name, updates) for name, updates in work(ROUNDS).items()}


async def main() -> int:
    """Measure, print, and say whether the limits are kept."""
    with TemporaryDirectory() as place:
        times = await measure_times(Path(place))
        memory = await peak_mebibytes(Path(place), PANEL_ROWS)
    everything = Figures(
        "all",
        [one for figures in times.values() for one in figures.wall],
        [one for figures in times.values() for one in figures.processor],
    )
    rows = [HEADS, *(figures.row() for figures in (*times.values(), everything))]
    sys.stdout.write(f"{len(PANEL_ROWS):,} services; milliseconds of the bot's own time\n\n{table(rows)}\n\n")
    sys.stdout.write(f"a whole bot: at most {memory:.0f} MiB of memory (limit {MOST_MEBIBYTES:.0f})\n")
    worst = max(share(figures.processor, 0.99) for figures in (*times.values(), everything))
    sys.stdout.write(f"the worst 99th percentile: {worst:.1f} ms of the processor (limit {MOST_MILLISECONDS:.0f})\n")
    return int(worst > MOST_MILLISECONDS or memory > MOST_MEBIBYTES)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
