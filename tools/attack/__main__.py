"""Attack the command and count what comes of it: `python -m tools.attack --seed 1 --share 0.05`.

At `--share 1` these are 3,000 command lines (two in five are allowed and have to be answered), 1,000 YAML files of a
user's own, 300 tables, 300 queries, and 20 kills of `compare` and of `sweep` each, after which the same command has
to give the very bytes of an undisturbed one. Most attacks run in forks of this process, which has imported what the
command needs, so that crashes and signals stay real; every fiftieth is a process of its own. Everything happens in
one folder. As root on Linux, the rest of the computer is read-only meanwhile (a private mount namespace); elsewhere
only the neighbouring folder that the attacks aim at is compared before and after. Printed are the exit statuses of
each kind and every fault: a traceback, an end by a signal, an exit status that isn't documented for the command,
allowed settings that are refused, a worker that outlives the command, more than 10 seconds of processor time beyond
what the plain command takes, a file left half-written, a file touched outside. The exit status is 1 if there was any.
Not part of the test command.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from tools.attack.commands import command_lines
from tools.attack.files import own_files, tables
from tools.attack.kills import kills
from tools.attack.queries import queries
from tools.attack.running import ENDS, Outcome, Runner, listing

INSIDE = "TILLTRO_ATTACK_INSIDE"
SEAL = """
mount --make-rprivate / && mount --bind "$1" "$1" || exit 125
awk '{print $5}' /proc/self/mountinfo | while read -r each; do
  case "$each" in "$1"|/proc*|/dev*|/sys*) ;; *) mount -o remount,bind,ro "$each" 2>/dev/null;; esac
done
touch "$1/writable" || exit 125
shift; exec "$@"
"""


def main() -> int:
    """Run the attacks and return 1 if any of them found a fault."""
    parser = argparse.ArgumentParser(prog="python -m tools.attack", description="Attack the command.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="of the full number of attacks, above 0 to 1")
    parser.add_argument("--kinds", default="commands,yaml,tables,queries,kills")
    parser.add_argument("--folder", type=Path, help="an empty or new folder to work in; default: a temporary one")
    given = parser.parse_args()
    if not 0 < given.share <= 1:
        parser.error("--share is above 0 and at most 1")
    if os.environ.get(INSIDE):
        return attack(given.folder, given.seed, given.share, given.kinds.split(","), is_sealed=True)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="tilltro-attack-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    if any(folder.iterdir()):
        parser.error(f"{folder} isn't empty")
    try:
        if can_seal():
            again = [sys.executable, "-m", "tools.attack", *sys.argv[1:], "--folder", str(folder)]
            command = ["unshare", "-m", "sh", "-c", SEAL, "seal", str(folder), *again]
            return subprocess.run(command, env={**os.environ, INSIDE: "1"}, check=False).returncode  # noqa: S603
        return attack(folder, given.seed, given.share, given.kinds.split(","), is_sealed=False)
    finally:
        if given.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


def can_seal() -> bool:
    """Say whether a private mount namespace can be had."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0  # noqa: S607


def attack(folder: Path, seed: int, share: float, kinds: list[str], is_sealed: bool) -> int:
    """Attack in this folder, print what came of it, and return 1 if there was a fault."""
    show = sys.stdout.write
    for number in ENDS:  # whoever starts this in the background has them ignored, and every command with it
        signal.signal(number, signal.SIG_DFL)
    runner = Runner(folder)
    show(f"Everything outside {folder} is {'read-only' if is_sealed else 'NOT protected here'}.\n")
    runner.prepare()
    faults: list[Outcome] = []

    def count(kind: str, outcomes: list[Outcome]) -> None:
        statuses = Counter(outcome.status for outcome in outcomes)
        found = [outcome for outcome in outcomes if outcome.fault]
        faults.extend(found)
        longest = max((outcome.seconds for outcome in outcomes), default=0.0)
        shown = ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items()))
        sent = sum(outcome.attack.is_for_engine for outcome in outcomes)
        reached = sum(outcome.attack.is_for_engine and outcome.status == 0 for outcome in outcomes)
        engine = f"; {reached} of {sent} with allowed settings answered by the engine" if sent else ""
        show(f"{kind}: {len(outcomes)} attacks, by exit status {shown}{engine}; ")
        show(f"longest {longest:.1f} s; faults: {len(found)}\n")
        for outcome in found:
            show(f"  {outcome.fault}: {outcome.attack.shown()[:600]}\n    {outcome.last_words()[:300]}\n")
        sys.stdout.flush()

    def number(full: int) -> int:
        return max(1, round(full * share))

    before = listing(runner.outside)
    if "commands" in kinds:
        count("command lines", runner.run(command_lines(Random(seed), number(3000), runner)))  # noqa: S311
    if "yaml" in kinds:
        count("YAML files", runner.run(own_files(Random(seed + 1), number(1000))))  # noqa: S311
    if "tables" in kinds:
        count("tables", runner.run(tables(Random(seed + 2), number(300))))  # noqa: S311
    if "queries" in kinds:
        count("queries", runner.run(queries(Random(seed + 3), number(300), runner)))  # noqa: S311
    if "kills" in kinds:
        count("kills", kills(Random(seed + 4), number(20), runner))  # noqa: S311
    after = listing(runner.outside)
    touched = sorted(str(path) for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    named = Counter(outcome.fault for outcome in faults)
    show(f"faults: {dict(named) or 'none'}; files touched outside: {len(touched)} {' '.join(touched)}\n")
    return 1 if faults or touched else 0


if __name__ == "__main__":
    sys.exit(main())
