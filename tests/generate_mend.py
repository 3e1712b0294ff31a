"""Made-up mediation events in the format of MEND: see generate_events.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from event_drawing import Draw, fall
from event_rows import MEND_BLANK_ROW, Row, mend_row, write_mend_rows

# Conflicts are in made-up countries, with a code of three letters and a number.
_CONFLICTS = (
    ("Norland", "NOR", "990"),
    ("Sudland", "SUD", "991"),
    ("Eastmark", "EAS", "992"),
    ("Westmark", "WES", "993"),
)

# Third parties, and places: name, country, longitude and latitude.
_THIRD_PARTIES = tuple(f"State {n:02}" for n in range(1, 25)) + tuple(f"Union {n:02}" for n in range(1, 9))
_PLACES = (
    ("unknown", "", "", ""),
    ("Virtual", "Virtual", "Virtual", "Virtual"),
    ("Harbour Town", "State 01", "31.2358", "30.0444"),
    ("Lake City", "State 02", "46.7167", "24.6333"),
    ("Hill Town", "State 03", "-73.9249", "40.6943"),
    ("Old Port; Lake City", "State 04; State 02", "35.8344; 46.7167", "34.4367; 24.6333"),
    ("Ford", "Norland", "32.5", "15.6"),
    ("Northern Norland", "", "", ""),
)


def write_mend(path: Path, *, rows: int, seed: int = 0, header: bool = True, delimiter: str = ",") -> Path:
    """Write a file of mediation events in the format of MEND: `rows` rows, of which a fifth at the end are blank.

    Of the others one in twenty lacks the day, one in two names several third parties, one in eight is a shuttle, one in
    eighteen ends in an agreement; a summary may hold quotes and line ends.
    """
    return write_mend_rows(path, _make(Random(seed), rows), header=header, delimiter=delimiter)


def _make(random: Random, rows: int) -> Iterator[Row]:
    third = Draw(random, _THIRD_PARTIES, fall(len(_THIRD_PARTIES)))
    place = Draw(random, _PLACES, (13, 8, 20, 18, 15, 8, 13, 5))
    full = rows - rows * 22 // 100
    counted: dict[str, int] = {}
    for number in range(full):
        country, letters, code = _CONFLICTS[min(3, int(random.expovariate(1)))]
        months = 84 * number // max(1, full)
        year, month = 2018 + months // 12, 1 + months % 12
        prefix = f"{letters}{year}{month:02}"
        counted[prefix] = counted.get(prefix, 0) + 1
        mediators = sorted({third() for _ in range(1 if random.random() < 0.52 else random.randrange(2, 6))})
        ids = [_party_id(name) for name in mediators]
        locals_ = [f"{country} {random.choice(('Movement', 'Army', 'Council', 'Front'))} {n}" for n in range(1, 4)]
        parties = locals_[: random.choice((0, 0, 1, 1, 2, 3))]
        town, town_country, x, y = place()
        coded = random.random() < 0.87  # how many mediated, and in what scope, is not always said
        agreed = coded and random.random() < 0.064
        shuttle = ("1" if random.random() < 0.12 else "0") if random.random() < 0.71 else None
        addresses = [
            f"https://news-{random.randrange(1, 40)}.example/{year:04}/{month:02}/{number}-{n}"
            for n in range(random.randrange(1, 5))
        ]
        person = f"Envoy {random.randrange(1, 60)} of {mediators[0]}"
        truce = f"Truce {random.randrange(1, 400)}" + ("\r\n" if random.random() < 0.03 else "")
        yield mend_row(
            med_event_ID=f"{prefix}-{counted[prefix]}",
            conflict_country=country,
            conflict_counry_ID=code,
            conflict_id="309" if random.random() < 0.005 else None,
            med_location_multiselect=town,
            med_loc_cty=town_country,
            med_loc_x=x,
            med_loc_y=y,
            day=None if random.random() < 0.045 else random.randrange(1, 29),
            month=month,
            year=year,
            third_party="; ".join(mediators),
            third_party_id_GLOPAD=";".join(ids),
            third_party_id=";".join(ids) if random.random() < 0.96 else None,
            third_party_id_PAX=";".join(name[-2:] if name.startswith("State") else "" for name in mediators),
            num_med=len(mediators) if coded else None,
            med_scope=random.choice("PPPHH") if coded else None,
            individual_med_named=person if random.random() < 0.7 else None,
            groupings_mechanisms=f"Process {random.randrange(1, 9)}" if random.random() < 0.54 else None,
            local_parties="; ".join(parties),
            local_party_id=";".join("NL" if random.random() < 0.5 else str(100 + len(name)) for name in parties),
            local_indiv_group=f"Commander {random.randrange(1, 40)}" if parties and random.random() < 0.5 else None,
            num_local=("0", "1", "2+", "2+")[len(parties)] if coded else None,
            if_loc_belig="1" if parties and coded else None,
            agmt=("1" if agreed else "0") if coded else None,
            agmt_name=truce if agreed else None,
            agmt_id_PAX=2000 + random.randrange(500) if agreed and random.random() < 0.3 else None,
            summary=_summary(random, mediators, parties, town),
            source_urls=";".join(addresses),
            shuttle=shuttle,
            med_type="M" if len(parties) > 1 else "MR",
        )
    for _ in range(rows - full):
        yield MEND_BLANK_ROW


def _party_id(name: str) -> str:
    kind, number = name.split()
    return f"{'CON' if kind == 'State' else 'IGO'}_{number}"


def _summary(random: Random, mediators: list[str], parties: list[str], town: str) -> str:
    text = f"{', '.join(mediators)} saw {' and '.join(parties) or 'nobody of the country'}, in {town}."
    if random.random() < 0.3:
        text += f' An envoy called it "a step, no more".... {mediators[-1]} would go on; nobody gave a day.'
    if random.random() < 0.05:
        text += "\nA second report says the same.\r\n\nA third one, nothing."
    return text * random.choice((1, 1, 2, 3))
