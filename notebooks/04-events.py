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
# # Events over time
#
# When did the talks thicken, and when did they thin out? A reporter looks back on the spring.

# %%
import kg
from kg.analysis import count_undated, find_earliest_arrivals, talk_network
from kg.network import split_windows
from kg.plot import plot_roles, plot_timeline

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
