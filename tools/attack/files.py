"""Files of a user's own: YAML of every group, and tables of clients in every format, whole and damaged."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from random import Random

import pandas as pd
from openpyxl.utils.exceptions import IllegalCharacterError

from tools.attack.running import TINY, Attack

GROUPS = {
    "policy/mine": ("policies=[mine]",),
    "world/mine": ("world=mine",),
    "population/mine": ("population=mine",),
    "labour_market/mine": ("labour_market=mine",),
    "parameters/mine": ("parameters=mine",),
    "experiment/mine": ("experiment=mine",),
    "caseworkers/mine": ("caseworkers=mine",),
    "prices": (),
    "person/mine": (),
    "sweep/mine": (),
}
VALID = {
    "policy/mine": "label: {en: Mine}\nsummary: {en: Mine.}\nelements:\n  - coordinated:\n"
    "      job: external_internship\n      accompanying: [managing_health]\n",
    "world/mine": "label: {en: W}\nsummary: {en: W.}\nsources: [M5]\nparameters:\n  progression:\n    snowball: 1.0\n",
    "population/mine": "n_clients: 20\ninflow: 0\n",
    "labour_market/mine": "vacancies: 5\n",
    "parameters/mine": "trust:\n  gain: 0.2\n",
    "experiment/mine": "policies: [staircase]\nbaseline: observed_mix\nn_quarters: 2\nn_replications: 1\n",
    "caseworkers/mine": "caseload: 10\n",
    "prices": "price_year: 2024\nprices:\n  benefit:\n    central: 41000\n",
    "person/mine": "label: {en: Me}\nsummary: {en: Me.}\nsources: [assumption]\ncharacteristics:\n  age: 39\n  man: 1\n"
    "answers:\n  job_search: [1, 2]\n",
    "sweep/mine": "about: {en: mine}\npolicies: [staircase]\nbaseline: observed_mix\nn_quarters: 2\nn_replications: 1\n"
    "worlds:\n  usual: {}\n",
}
ODD = (
    *(
        "null",
        "''",
        "[]",
        "{}",
        "~",
        "1",
        "-1",
        "1e400",
        ".nan",
        ".inf",
        "true",
        "2026-01-01",
        "9" * 5000,
        "0o17",
        "'\\e'",
    ),
    *(
        "[[[[[[[[1]]]]]]]]",
        "{1: 2}",
        "{null: 1}",
        "{[1]: 2}",
        "!!set {a, b}",
        "!!binary aGVq",
        "!!python/name:os.system",
    ),
    *(
        "!!python/object/apply:os.system [touch hacked]",
        "&a [*a]",
        "*missing",
        "${oc.env:HOME}",
        "${seed}",
        "${mine}",
        "|",
    ),
    *(
        '"\\0"',
        '"\\x1b[31m"',
        "\u202e",
        "'ö'",
        "[a, a]",
        "{en: 1}",
        "{xx: word}",
        "99999999999999999999",
        "1_000",
        "{a: &b {c: *b}}",
    ),
)


def own_files(random: Random, n: int) -> Iterator[Attack]:
    """Yield commands with a YAML file of the user's own that is odd in one of many ways."""
    for _ in range(n):
        group = random.choice(list(GROUPS))
        content = _yaml(random, VALID[group])
        if group == "person/mine":
            command: tuple[str, ...] = ("follow", "mine", "n_paths=2", "n_quarters=2", "population.n_clients=20")
        elif group == "sweep/mine":
            command = ("sweep", "sweep=mine", "executor=serial", "population.n_clients=20", "n_replications=1")
        else:
            command = ("compare", *GROUPS[group], *TINY)
        name = f"own/{group}.yaml"
        yield Attack((*command, "config_dir=own", "out=results", "threads=1"), ((name, content),))


def _yaml(random: Random, valid: str) -> bytes:
    lines = valid.splitlines()
    at = random.randrange(len(lines))
    way = random.randrange(12)
    if way < 5:  # another value
        lines[at] = f"{lines[at].partition(':')[0]}: {random.choice(ODD)}"
    elif way == 5:
        lines.insert(at, f"{random.choice(ODD)}: {random.choice(ODD)}")
    elif way == 6:
        lines = [random.choice(ODD)]
    elif way == 7:
        lines = [
            "a: &a [x, x, x, x, x, x, x, x, x]",
            *(f"{c}: &{c} [{','.join(['*' + b] * 9)}]" for b, c in zip("abcdefgh", "bcdefghi", strict=True)),
        ]
    elif way == 8:
        lines = random.choice((["[" * 20_000], [f"k{i}: {i}" for i in range(20_000)], ["a: " * 500], lines * 2))
    elif way == 9:
        text = valid.encode()
        return bytes(
            random.choice(
                (text[: random.randrange(len(text))], b"\xef\xbb\xbf" + text, valid.encode("utf-16"), b"\x00" * 50)
            )
        )
    elif way == 10:
        content = bytearray(valid.encode())
        for _ in range(random.randint(1, 5)):
            content[random.randrange(len(content))] = random.randrange(256)
        return bytes(content)
    else:
        del lines[at]
    return "\n".join(lines).encode("utf-8", "surrogateescape")


CELLS = (
    *(
        "",
        " ",
        "nan",
        "-1",
        "9" * 500,
        "1e400",
        "30,5",
        "30.5",
        "=cmd|x",
        "ja",
        "nej",
        "SANT",
        "TRUE",
        "\N{MINUS SIGN}3",
        "\x1b[31m",
    ),
    *("1985", "abc", '"', "1\u00a0000", "2026-01-01", "inf", "0x1f", "\u202e", "1;2"),
)


def tables(random: Random, n: int) -> Iterator[Attack]:
    """Yield comparisons over a table of clients that is whole, odd or damaged."""
    for _ in range(n):
        ending = random.choice(("csv", "csv", "tsv", "txt", "xlsx", "XLSX", "parquet", "xls"))
        content = _table(random, ending)
        if random.random() < 0.3 and content:
            content = _damaged(random, content)
        name = f"clients.{ending}"
        files: tuple[tuple[str, object], ...] = ((name, content),)
        extra = random.choice(
            ((), ("population.missing=draw",), ("population.sheet=Blad2",), ("population.year=2020",))
        )
        settings = ("compare", f"population.table={name}", *TINY[1:], *extra, "threads=1", "out=results")
        if random.random() < 0.03:
            files = ((name, os.mkfifo),)
        yield Attack(settings, files)  # type: ignore[arg-type]


def _frame(random: Random) -> pd.DataFrame:
    n = random.choice((0, 1, 20, 40))
    frame = pd.DataFrame(
        {"age": [random.randint(18, 64) for _ in range(n)], "man": [random.randint(0, 1) for _ in range(n)]}
    )
    for _ in range(random.choice((0, 0, 1, 2)) if n else 0):
        column = random.choice(list(frame.columns))
        frame[column] = frame[column].astype(object)
        frame.loc[random.randrange(n), column] = random.choice(CELLS)
    if random.random() < 0.3:
        frame.columns = random.choice(
            (["age", "age"], ["Ålder", "Man"], ["alder", "mand"], ["", "man"], ["x", "y"], ["AGE", "Man"])
        )
    return frame


def _workbook(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_excel(buffer, index=False, engine="openpyxl")
    return buffer.getvalue()


def _table(random: Random, ending: str) -> bytes:
    frame = _frame(random)
    if ending in ("xlsx", "XLSX", "xls"):
        try:
            return _workbook(frame)
        except IllegalCharacterError:  # a control character, which no workbook can hold
            return _workbook(frame.iloc[:0])
    if ending == "parquet":
        buffer = io.BytesIO()
        unique = frame if frame.columns.is_unique else frame.iloc[:, :1]
        unique.astype(str if random.random() < 0.5 or "object" in map(str, frame.dtypes) else int).to_parquet(buffer)
        return buffer.getvalue()
    sep = "\t" if ending == "tsv" else random.choice((",", ";", "\t", "|"))
    text = frame.to_csv(index=False, sep=sep)
    if random.random() < 0.1:
        text = f"sep={sep}\n{text}"
    if random.random() < 0.05:
        text = ",".join(f"c{i}" for i in range(100_000)) + "\n"
    if random.random() < 0.1:
        text = text.replace("\n", "\n\n", 2) + '"unclosed'
    return text.encode(random.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le")), "replace")


def _damaged(random: Random, content: bytes) -> bytes:
    way = random.randrange(3)
    if way == 0:
        return content[: random.randrange(len(content))]
    if way == 1:
        return bytes(random.randrange(256) for _ in range(random.randrange(200)))
    bad = bytearray(content)
    for _ in range(random.randint(1, 20)):
        bad[random.randrange(len(bad))] = random.randrange(256)
    return bytes(bad)
