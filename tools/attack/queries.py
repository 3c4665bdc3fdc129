"""Questions to a sweep's results: hostile, endless, or of values that files can't hold."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tools.attack.running import Attack, Runner

EXPRESSIONS = (
    *(
        "factorial(25)",
        "sum(hash(policy))",
        "DATE '9999-12-31' + INTERVAL 1000000 DAY",
        "INTERVAL 3 MONTH",
        "1/0",
        "NULL",
    ),
    *(
        "'=cmd|x'",
        "chr(27) || '[31m'",
        "chr(0)",
        "repeat('x', 100000)",
        "[1, 2, 3]",
        "{'a': 1}",
        "MAP {'a': 1}",
        "uuid()",
    ),
    *(
        "'nan'::DOUBLE",
        "'infinity'::DATE",
        "1e308 * 10",
        "-9223372036854775808",
        "170141183460469231731687303715884105727",
    ),
    *("blob '\\xAA'", "current_setting('home_directory')", "getenv('HOME')", "bitstring('0101', 8)", "TIME '24:00:00'"),
    *(
        "TIMESTAMP '290000-01-01 00:00:00'",
        "TIMESTAMPTZ '2026-01-01 00:00:00+14'",
        "'a'::ENUM('a')",
        "count(*)",
        "policy",
    ),
)
STATEMENTS = (
    *("DROP TABLE results", "COPY results TO '../outside/keep.txt'", "ATTACH 'x.db'", "INSTALL httpfs", "LOAD httpfs"),
    *(
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/*')",
        "PRAGMA version",
    ),
    *(
        "SELECT * FROM read_text('../outside/keep.txt')",
        "SET threads=100",
        "SELECT 1; SELECT 2",
        "",
        ";",
        "SELECT",
        "--",
        "/*",
    ),
    *(
        "SELECT count(*) FROM range(1000000000) a, range(1000000000) b",
        "EXPLAIN SELECT 1",
        "VALUES (1)",
        "DESCRIBE results",
    ),
    *(
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) SELECT sum(n) FROM r",
        "SELECT * FROM duckdb_settings()",
    ),
    *(
        "SELECT 1 AS a, 2 AS a",
        'SELECT 1 AS ""',
        "SELECT * FROM results LIMIT 0",
        "SELECT " + "(" * 5000,
        "SELECT '\u202e'",
    ),
    *(
        "SELECT * FROM results, results r2, results r3, results r4",
        "SELECT " + ",".join(["1"] * 20_000),
        "SELECT \x1b[31m",
    ),
    *(
        "SELECT repeat('x', 1000000000)",
        "SELECT list_sum(range(3000000000))",
        "SELECT * FROM results WHERE policy = 'ö",
    ),
)
OUTPUTS = ("out=a.csv", "out=a.xlsx", "out=a.parquet", "out=a.txt", "out=../outside/keep.txt", "out=/", "out=")


def queries(random: Random, n: int, runner: Runner) -> Iterator[Attack]:
    """Yield questions to a small sweep that is there, most of them hostile, each limited to a few seconds."""
    for _ in range(n):
        if random.random() < 0.5:
            columns = ", ".join(random.sample(EXPRESSIONS, random.randint(1, 2)))
            question = (
                f"SELECT {columns} FROM {random.choice(('results', 'design', 'failures', 'nowhere'))} GROUP BY ALL"  # noqa: S608
            )
        else:
            question = random.choice(STATEMENTS)
        limits = [f"seconds={random.choice(('1', '2', '3'))}", f"memory={random.choice(('100MB', '500MB', '1GB'))}"]
        if random.random() < 0.1:
            limits = [
                f"seconds={random.choice(('0', '-1', 'x'))}",
                f"memory={random.choice(('0', '1', '1XB', '-5GB'))}",
            ]
        output = [random.choice(OUTPUTS)] if random.random() < 0.5 else []
        yield Attack(("query", str(runner.sweep), question, *output, *limits))
