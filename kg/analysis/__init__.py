"""Networks → plain results: who reaches whom, through whom. A network goes in, dataclasses and numbers come out."""

from kg.analysis.balance import Balance, balance, count_crossing, project_stances
from kg.analysis.brokerage import ROLE_NAMES, ROLES, Brokerage, brokerage
from kg.analysis.centrality import (
    Reciprocity,
    betweenness,
    constraint,
    core_numbers,
    effective_size,
    pagerank,
    reciprocity,
)
from kg.analysis.change import Intensity, PairChange, compare_networks, measure_intensity
from kg.analysis.channels import (
    Channel,
    CutPoint,
    count_lost_pairs,
    find_channels,
    find_cut_points,
    find_denied_channels,
    find_gaps,
    last_day,
)
from kg.analysis.communities import Communities, find_communities
from kg.analysis.engine import Scores, choose_engine
from kg.analysis.mediators import FormalRole, MediatorProfile, profile_mediators, profile_over_time
from kg.analysis.pairs import simple_ties
from kg.analysis.paths import PathStep, Talk, find_paths, is_denied, is_talk, list_own, talk_network
from kg.analysis.shared_events import EVENT_ROLES, EventBrokerage, event_brokerage
from kg.analysis.shuttles import Leg, Shuttle, find_shuttles, sides_of
from kg.analysis.temporal import Passage, count_undated, find_earliest_arrivals, find_latest_departures

__all__ = [
    "EVENT_ROLES",
    "ROLES",
    "ROLE_NAMES",
    "Balance",
    "Brokerage",
    "Channel",
    "Communities",
    "CutPoint",
    "EventBrokerage",
    "FormalRole",
    "Intensity",
    "Leg",
    "MediatorProfile",
    "PairChange",
    "Passage",
    "PathStep",
    "Reciprocity",
    "Scores",
    "Shuttle",
    "Talk",
    "balance",
    "betweenness",
    "brokerage",
    "choose_engine",
    "compare_networks",
    "constraint",
    "core_numbers",
    "count_crossing",
    "count_lost_pairs",
    "count_undated",
    "effective_size",
    "event_brokerage",
    "find_channels",
    "find_communities",
    "find_cut_points",
    "find_denied_channels",
    "find_earliest_arrivals",
    "find_gaps",
    "find_latest_departures",
    "find_paths",
    "find_shuttles",
    "is_denied",
    "is_talk",
    "last_day",
    "list_own",
    "measure_intensity",
    "pagerank",
    "profile_mediators",
    "profile_over_time",
    "project_stances",
    "reciprocity",
    "sides_of",
    "simple_ties",
    "talk_network",
]
