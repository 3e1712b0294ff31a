"""Claims that a program coded beside those of curators: which they are, and the choice between the two.

Which kinds of check stand for a program's work is said in the ontology (akg:coded).
"""

from __future__ import annotations

import pyoxigraph as ox

from kg.errors import UsageError
from kg.model.vocabulary import AKG, SCHEMES, load_vocabulary, nearest
from kg.store.oxigraph import Store

# Each choice, and what a view by it shows, in words.
CHOICES = {"all": "", "curated": "curated claims only", "coded": "machine-coded claims only"}


def require_choice(claims: str) -> str:
    """The choice itself. Raises UsageError for one that is none of `CHOICES`.

    >>> require_choice("curated")
    'curated'
    """
    if claims not in CHOICES:
        guess = nearest(str(claims)[:40], CHOICES)
        hint = f"; did you mean '{guess}'?" if guess else ""
        raise UsageError(f"--claims takes {', '.join(CHOICES)}, not '{str(claims)[:40]}'{hint}")
    return claims


def coded_claims(store: Store) -> set[str]:
    """The IRIs of the claims that a program coded; read from the index, so that a store without any costs nothing.

    >>> import kg
    >>> coded_claims(kg.load().store)
    set()
    """
    check = ox.NamedNode(AKG + "check")
    found: set[str] = set()
    for name, term in load_vocabulary().concepts["Check"].items():
        if term.coded:
            kind = ox.NamedNode(SCHEMES["Check"] + name)
            for quad in store.match(None, check, kind, graph=ox.DefaultGraph()):
                if isinstance(quad.subject, ox.NamedNode):
                    found.add(quad.subject.value)
    return found
