# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Events over time, and event data
#
# When did the talks thicken, and when did they thin out? A reporter looks back on the spring. Then, from "Event data"
# on: rows that a program coded, beside what curators wrote.

# %%
import csv
import io
from importlib.util import find_spec

import kg
from kg.analysis import count_undated, find_earliest_arrivals, talk_network
from kg.building.outcomes import links_csv
from kg.datasets.samples import SAMPLE, sample_events
from kg.network import split_windows
from kg.plot import plot_matrix, plot_roles, plot_timeline

graph = kg.load()
network = graph.network()
plot_timeline(network)

# %% [markdown]
# The contacts of one man, and the roles that he had in them:

# %%
plot_timeline(network, actor="erdogan")

# %%
plot_roles(network, window="week")

# %% [markdown]
# How much passed between each two states, month by month? What has no day is counted apart, in the last rows.

# %%
graph.analyse("intensity", level="state")

# %% [markdown]
# Before and since the first of April:

# %%
graph.analyse("change", level="state", split="2022-04-01")

# %% [markdown]
# Snapshots are networks of their own. How many actors talked, week by week? With `once`, a contact is in one week only,
# that of the first day on which it may have been; those without a day are in none.

# %%
contacts = graph.network(layers=["contact"])
for shot in split_windows(contacts, window="week", once=True):
    print(shot.start, "#" * talk_network(shot.network).number_of_nodes())
print(count_undated(contacts), "contacts have no day")

# %% [markdown]
# By when could word from Bennett have reached the Secretary-General, carried from talk to talk?

# %%
passage = find_earliest_arrivals(network, "bennett")["guterres"]
print(passage.day, " > ".join(passage.actors))
for event in passage.events:
    print("  ", event)

# %% [markdown]
# ## Event data
#
# GDELT, ICEWS and MEND are read as published. With files of your own it is, in a terminal,
#
# ```sh
# kg import gdelt 'data/*.zip' --actors turkey,russia,ukraine --graph graph
# kg import icews events.2018.tab.gz --since 2018-10-01 --graph graph
# kg import mend mend.csv --graph graph
# ```
#
# Here it is a dispute that is all invented, of the year 2031: facts by a newspaper that does not exist, and made-up
# rows in the published formats of ICEWS and GDELT. The work is done by DuckDB; the next cell says what to type where it
# is missing, and the cells below then have curated facts alone to show.

# %%
has_duckdb = find_spec("duckdb") is not None
if not has_duckdb:
    print("Event data takes DuckDB. Type: pip install 'actor-kg[events]', and start the notebook again.")

# %%
events = kg.build(SAMPLE, graph="events-graph", page=False)
if has_duckdb:
    icews = kg.import_events("icews", [sample_events("icews")], graph="events-graph")
    gdelt = kg.import_events("gdelt", [sample_events("gdelt")], graph="events-graph")
    for done in (icews, gdelt):
        print(f"{done.importer.title}: {done.read} rows, {done.events} events; rejected: {done.rejected}")
    events = kg.open("events-graph")
events

# %% [markdown]
# Who was matched to whom, how, and how surely? "Foreign Minister (Norway)" is whoever held the office on that day. A
# wrong match is set right by a CSV file (`--corrections`) with the columns name, country and actor.

# %%
if has_duckdb:
    for link in csv.DictReader(io.StringIO(links_csv(icews.links))):
        print(f"{link['name']:26} {link['actor']:26} {link['how']:10} {link['surely']}")

# %% [markdown]
# One event, many reports: rows of one day, pair and channel are one event. It keeps the id of each row.

# %%
events.sparql("""
SELECT ?claim ?reports (GROUP_CONCAT(?row; separator=" ") AS ?rows) WHERE {
  ?claim akg:check check:machine-coded ; akg:rowCount ?reports ; akg:row ?row .
} GROUP BY ?claim ?reports ORDER BY DESC(?reports) ?claim LIMIT 5
""")

# %% [markdown]
# Who talks to whom? Beside the graph stands a table of all contacts in columns (`contacts.parquet`), which answers in
# milliseconds for millions of events: the pair, its contacts, the first and last day, and how many are machine-coded.

# %%
if events.contacts:
    for one, other, number, first, last, coded in events.contacts.count_pairs(level="state"):
        print(f"{one:10}{other:10}{number:4} from {first} to {last}, {coded} machine-coded")

# %%
plot_matrix(events.network(level="state"))

# %% [markdown]
# ## Curated and coded side by side
#
# What do both have, and what has one alone? Only days count that both cover. `within=1` lets a day lie between them,
# and `compare_claims("finland")` compares one with all others. `kg compare norway sweden` is the same in a terminal.

# %%
events.compare("norway", "sweden")

# %%
comparison = events.compare("finland", within=1)
for each in comparison.figures:
    print(f"{each.data_set}: {each.both} in both, {each.curated_only} curated only, {each.coded_only} coded only")
comparison.to_table()

# %% [markdown]
# Machine-coded claims can be left out of any question, network or picture, as if they had never been there:

# %%
plot_timeline(events.network(level="state"))

# %%
plot_timeline(events.view(claims="curated").network(level="state"))

# %% [markdown]
# In the interactive graph, dots are in the lines that rest on machine-coded claims alone; a filter leaves them out.

# %%
events.show(level="state", height=720)
