"""Threads that share their heaps."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Twenty threads hold memory at once; the C library then tells how many heaps there are.
COUNT = """
import ctypes, re, sys, threading
from simulation.base.memory import share_heaps
libc = ctypes.CDLL(None)
if not hasattr(libc, "malloc_info"):
    sys.exit(77)
if sys.argv[1] == "shared":
    share_heaps()
libc.malloc.restype = ctypes.c_void_p
libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(20)
def hold():
    together.wait()
    libc.malloc(5000)
    together.wait()
threads = [threading.Thread(target=hold) for _ in range(20)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
file = ctypes.c_void_p(libc.fopen(sys.argv[2].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
print(len(re.findall("<heap nr=", open(sys.argv[2]).read())))
"""


def heaps(how: str, file: str) -> int:
    done = subprocess.run([sys.executable, "-c", COUNT, how, file], capture_output=True, text=True, check=False)
    if done.returncode == 77:
        pytest.skip("the C library isn't glibc")
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="heaps are those of Linux")
def test_threads_share_two_heaps(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = str(tmp_path_factory.mktemp("heaps") / "info.xml")
    assert heaps("shared", file) <= 2 < heaps("own", file)
