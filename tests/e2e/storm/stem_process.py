"""Has imported the bot, and forks one whenever it is told to: `run` forks, `kill` ends it with -9.

It says 0 when it is ready, and answers with the number of the process, and with what `waitpid` says of its end.
"""

import os
import random
import signal
import sys

from bot.__main__ import main


def be_the_bot(log: str) -> None:
    """Do in the forked process what `python -m bot run` does, with dice of its own."""
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    random.seed()
    sys.exit(main(["run"]))


def end(bot: int) -> int:
    """Kill the bot; returns how it ended."""
    os.kill(bot, signal.SIGKILL)
    return os.waitpid(bot, 0)[1]


def say(number: int) -> None:
    """Answer."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def serve(log: str) -> None:
    """Follow orders until there are no more; nobody is left behind then."""
    bot = 0
    say(bot)
    for line in sys.stdin:
        if line.strip() == "run":
            bot = os.fork()
            if not bot:
                be_the_bot(log)
            say(bot)
        else:
            say(end(bot))
            bot = 0
    if bot:
        end(bot)


if __name__ == "__main__":
    serve(sys.argv[1])
