"""Networks → plain results: who reaches whom, through whom. A network goes in, dataclasses and numbers come out."""

from kg.analysis.balance import Balance, balance, count_crossing, project_stances
from kg.analysis.brokerage import ROLE_NAMES, ROLES, Brokerage, brokerage
from kg.analysis.paths import Step, find_path, talk_network
from kg.analysis.ties import simple_ties

__all__ = [
    "ROLES",
    "ROLE_NAMES",
    "Balance",
    "Brokerage",
    "Step",
    "balance",
    "brokerage",
    "count_crossing",
    "find_path",
    "project_stances",
    "simple_ties",
    "talk_network",
]
