"""The faults of `planted_faults.yaml`, read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

FAULTS = Path(__file__).parent / "planted_faults.yaml"


@dataclass(frozen=True, slots=True)
class Fault:
    """A text in a file of the project, what is written in its place, and what that breaks."""

    file: str
    old: str
    new: str
    breaks: str

    def times_in(self, project: Path) -> int:
        """How often the text stands in the file; to be planted, a fault needs it once."""
        return (project / self.file).read_text(encoding="utf-8").count(self.old)

    def plant(self, project: Path) -> str:
        """Write the fault into the file of a project, and give the text that was there."""
        path = project / self.file
        whole = path.read_text(encoding="utf-8")
        path.write_text(whole.replace(self.old, self.new), encoding="utf-8", newline="\n")
        return whole


def read_faults() -> list[Fault]:
    """All planted faults, in the order of the file."""
    return [Fault(**given) for given in yaml.safe_load(FAULTS.read_text(encoding="utf-8"))]
