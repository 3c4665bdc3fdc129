"""What is left of memory is the least of what limits, control groups and the computer leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.base import memory
from simulation.base.memory import available_memory

MEBIBYTE = 2**20
COMPUTER = "MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\nSwapTotal: 2097152 kB\nSwapFree: 1048576 kB\n"
linux = pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="the folders of Linux")


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")


@linux
def test_the_least_of_all_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_left_by_limit", lambda root: iter(()))
    assert available_memory(tmp_path) is None
    write(tmp_path, {"proc/meminfo": COMPUTER})
    assert available_memory(tmp_path) == (4096 + 1024) * MEBIBYTE  # what is available, and swap
    # a service in a group of groups: 1000 - 300 with 50 that gives way; the group above leaves more
    group = "sys/fs/cgroup/services/tilltro"
    write(
        tmp_path,
        {
            "proc/self/cgroup": "0::/services/tilltro\n",
            f"{group}/memory.max": f"{1000 * MEBIBYTE}\n",
            f"{group}/memory.current": f"{300 * MEBIBYTE}\n",
            f"{group}/memory.stat": f"anon 1\ninactive_file {50 * MEBIBYTE}\n",
            "sys/fs/cgroup/services/memory.max": f"{4000 * MEBIBYTE}\n",
            "sys/fs/cgroup/services/memory.current": f"{400 * MEBIBYTE}\n",
        },
    )
    assert available_memory(tmp_path) == 750 * MEBIBYTE
    write(tmp_path, {f"{group}/memory.max": "max\n"})
    assert available_memory(tmp_path) == 3600 * MEBIBYTE


@linux
def test_containers_of_the_older_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_left_by_limit", lambda root: iter(()))
    group = "sys/fs/cgroup/memory"
    write(
        tmp_path,
        {
            "proc/meminfo": COMPUTER,
            "proc/self/cgroup": "5:cpu,cpuacct:/a\n4:memory:/a\n0::/\n",
            f"{group}/memory.limit_in_bytes": f"{600 * MEBIBYTE}\n",
            f"{group}/memory.usage_in_bytes": f"{100 * MEBIBYTE}\n",
        },
    )
    assert available_memory(tmp_path) == 500 * MEBIBYTE
