"""What every group of parameters is: a frozen record that checks itself against the catalogue."""

from __future__ import annotations

from dataclasses import fields

from simulation.model.parameters.catalogue import check_value


class Group:
    """A group of parameters; its name in the catalogue is `group`.

    Raises:
        InputError: on construction, if a value isn't a finite number in its allowed range.
    """

    group = ""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            check_value(f"{self.group}.{field.name}", getattr(self, field.name))
