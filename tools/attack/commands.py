"""Command lines: odd ones, and ones that reach the engine with tiny settings."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tools.attack.running import TINY, Attack, Runner

COMMANDS = (
    *(
        "compare",
        "run",
        "follow",
        "validate",
        "predict",
        "calibrate",
        "contrary",
        "sensitivity",
        "target",
        "trial",
        "sweep",
        "query",
    ),
    *(
        "new",
        "policies",
        "worlds",
        "interventions",
        "evidence",
        "parameters",
        "prices",
        "info",
        "report",
        "Compare",
        "",
    ),
)
LOOK_UPS = ("policies", "worlds", "interventions", "evidence", "parameters", "prices", "follow", "new")
POLICIES = (
    "staircase",
    "coordinated",
    "jobfirst",
    "aig_sanctions",
    "observed_mix",
    "no_intervention",
    "sms",
    "linkoping",
)
WORLDS = ("usual", "sanctions_work", "snowball", "no_belief_effect", "strong_lock_in", "displacement")
SETTINGS = (
    *("population.n_clients", "population.inflow", "population.table", "population.sheet", "population.missing"),
    *("n_quarters", "n_replications", "precision", "most_replications", "seed", "threads", "name", "out", "overwrite"),
    *("caseworkers.caseload", "caseworkers.n_offices", "policies", "policy", "baseline", "against", "experiment"),
    *("world", "labour_market", "labour_market.vacancies", "labour_market.path", "parameters", "parameters.trust.gain"),
    *("parameters.job_entry.belief", "money.benefit", "money", "config_dir", "language", "n_lucks", "hydra.run.dir"),
    *("+x", "~seed", "++seed", "sweep", "resume", "status", "executor", "address", "seconds", "memory", "population"),
)
ODD = (
    *("", " ", "null", "None", "true", "false", "nan", "inf", "-inf", "-1", "0", "1", "1.5", "1e400", "1e-400", "0x10"),
    *(
        "9" * 30,
        "9" * 5000,
        "-0",
        "1_000",
        "1,5",
        "1.000",
        "[]",
        "{}",
        "[",
        "]",
        "{a:1}",
        "[1,2]",
        "[[[[1]]]]",
        "'",
        '"',
    ),
    *(
        "${seed}",
        "${oc.env:HOME}",
        "${",
        "$(id)",
        "`id`",
        ";ls",
        "../../outside",
        "..",
        "/",
        ".",
        "/dev/zero",
        "/dev/null",
    ),
    *(
        "a" * 300,
        "a" * 100_000,
        "\u202e",
        "\x1b[31mred",
        "\x00",
        "\udcff",
        "Ångström",
        "日本",
        "\n",
        "\t",
        "=",
        "a=b",
        "*",
    ),
    *(
        "yes",
        "TRUE",
        "Henrik",
        "staircase",
        "[staircase]",
        "[staircase,staircase]",
        "usual",
        "F7",
        "auto",
        "127.0.0.1:1",
    ),
    *(
        "2026-01-01",
        "!!python/object/apply:os.system [id]",
        "&a [*a]",
        "<<: x",
        "%s%n",
        "{0.__class__}",
        "10pp",
        "-1pp",
    ),
)
PATHS = (
    "../outside",
    "../outside/home",
    "~",
    "/",
    ".",
    "..",
    "../outside/keep.txt",
    "out",
    "a/b/c",
    "x" * 255,
    "con",
    " ",
)


def command_lines(random: Random, n: int, runner: Runner) -> Iterator[Attack]:
    """Yield attacks, each second of them one that should reach the engine."""
    for number in range(n):
        yield _for_engine(random) if number % 2 else _odd(random, runner)


def _for_engine(random: Random) -> Attack:
    policies = random.sample(POLICIES, random.randint(1, 3))
    settings = list(TINY)
    if random.random() < 0.8:
        command = ["compare", f"policies=[{','.join(policies)}]"]
    else:
        command = ["run", f"policy={policies[0]}"]
    allowed = (
        f"seed={random.randint(0, 2**31 - 1)}",
        f"world={random.choice(WORLDS)}",
        f"language={random.choice(('en', 'sv', 'da', 'Swedish'))}",
        f"parameters.trust.gain={random.choice(('0', '0.1', '0.2'))}",
        f"parameters.progression.causal_share={random.random():.3f}",
        f"labour_market={random.choice(('steady', 'recession', 'recovery'))}",
        f"labour_market.vacancies={random.choice(('0.5', '10'))}",
        f"population.inflow={random.choice(('0', '1', '30'))}",
        f"money.benefit={random.choice(('0', '45000'))}",
        f"n_quarters={random.choice(('1', '3', '40'))}",
        f"n_replications={random.choice(('1', '2', '3'))}",
        f"population.n_clients={random.choice(('19', '20', '101'))}",
        f"caseworkers.caseload={random.choice(('1', '10', '19'))}",
        f"threads={random.choice(('1', '2'))}",
        f"name={random.choice(('a', 'my_run'))}",
        "parameters=central",
    )
    doubtful = (
        f"parameters.trust.gain={random.choice(('-1', '1e9', '1'))}",
        f"labour_market.vacancies={random.choice(('0', '-1'))}",
        f"money.benefit={random.choice(('1e300', 'nan'))}",
        f"n_quarters={random.choice(('0', '401'))}",
        f"population.n_clients={random.choice(('0', '1', '2'))}",
        "caseworkers.caseload=21",
        "threads=1024",
        f"name={random.choice(('x y', '../up', 'CON'))}",
        "precision=90pp",
        f"{random.choice(SETTINGS)}={random.choice(ODD)}",
    )
    chosen = random.sample(allowed, random.randint(0, 4))
    is_allowed = random.random() < 0.8 and policies != ["observed_mix"]
    if not is_allowed:
        chosen.append(random.choice(doubtful))
    settings = [each for each in settings if each.partition("=")[0] not in [one.partition("=")[0] for one in chosen]]
    return Attack((*command, *settings, *chosen, "out=results"), is_for_engine=is_allowed)


def _odd(random: Random, runner: Runner) -> Attack:
    kind = random.randrange(6)
    command = random.choice(COMMANDS)
    if kind == 0:  # words
        words = [
            random.choice((*ODD, *COMMANDS, "--help", "-h", "-m", "--", "--config-dir"))
            for _ in range(random.randint(0, 4))
        ]
        return Attack((command, *words))
    if kind == 1:  # a look-up
        return Attack((random.choice(LOOK_UPS), random.choice(ODD)))
    if kind == 2:  # where to write
        path = random.choice(PATHS)
        path = str(runner.outside / "home") if path == "~" else path
        return Attack(
            (random.choice(("compare", "follow", "run")), *_settings(random, 1), f"out={path}", "overwrite=true")
        )
    if kind == 3:  # a sweep
        name = random.choice(("sweep", "resume", "status"))
        return Attack(("sweep", f"{name}={random.choice((*ODD, *PATHS))}", *_settings(random, 1), *TINY))
    if kind == 4:  # far too large
        size = random.choice(
            ("population.n_clients=50000000", "population.inflow=300000", f"policies=[{','.join(['sms'] * 10_000)}]")
        )
        return Attack(("compare", size, "n_quarters=400", "n_replications=1", "out=results"))
    return Attack(
        (command, *TINY, *_settings(random, random.randint(1, 3)), f"{random.choice(SETTINGS)}={random.choice(ODD)}")
    )


def _settings(random: Random, n: int) -> list[str]:
    """Return settings with values that are refused, so that nothing large is begun."""
    return [f"{random.choice(SETTINGS)}={random.choice(ODD)}" for _ in range(n)]
