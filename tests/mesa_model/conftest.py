"""Mesa is imported once, before any test file does."""

from __future__ import annotations

from importlib import import_module
from threading import Thread

# Mesa looks up the source of all its callers when it is imported: under pytest many, in a thread of its own few.
importing = Thread(target=import_module, args=("mesa",))
importing.start()
importing.join()
