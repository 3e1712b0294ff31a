"""The facts that tests start from: of the shipped data set, what one article says and no more."""

from __future__ import annotations

from pathlib import Path

from kg.building import shipped_facts
from kg.dataset import DATASET_FILE

ARTICLE = "dailysabah-2022-04-26"


def article_facts() -> list[Path]:
    """The registers of the shipped data set (actors, offices, tenures, places, ...) and the facts of one article.

    The other sources and the background grow; what a reader takes from this article stays. Without dataset.yaml: its
    counts are of all.
    """
    folder = shipped_facts()
    registers = (
        path
        for path in folder.rglob("*")
        if path.suffix in (".yaml", ".csv") and path.name not in (DATASET_FILE, "background.yaml")
    )
    sources = folder / "sources"
    return [*sorted(path for path in registers if sources not in path.parents), sources / f"{ARTICLE}.yaml"]
