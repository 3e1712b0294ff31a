"""The list of planted faults fits the code, so that `benchmarks/plant_faults.py` can plant them."""

from __future__ import annotations

from pathlib import Path

from planted_faults import read_faults

ROOT = Path(__file__).parent.parent


def test_each_text_stands_once_in_its_file() -> None:
    found = {(fault.file, fault.old): fault.times_in(ROOT) for fault in read_faults()}
    assert {place: times for place, times in found.items() if times != 1} == {}


def test_they_are_spread_over_the_packages() -> None:
    faults = read_faults()
    assert len(faults) == 20
    assert all(fault.old != fault.new and fault.breaks.endswith(".") for fault in faults)
    assert len({Path(fault.file).parts[1] for fault in faults}) >= 12


def test_a_fault_is_planted_and_taken_out(tmp_path: Path) -> None:
    for fault in read_faults():
        copy = tmp_path / fault.file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / fault.file).read_bytes())
        whole = fault.plant(tmp_path)
        assert fault.times_in(tmp_path) == fault.new.count(fault.old)
        assert copy.read_text(encoding="utf-8") == whole.replace(fault.old, fault.new) != whole
