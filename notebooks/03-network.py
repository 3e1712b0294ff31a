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
# # Who is called a mediator, and who is one
#
# A briefing for a mediation team: who talks to whom, through whom, and what would be lost without whom. First the
# graph in plain words; each sentence names the command that shows what it rests on.

# %%
import kg
from kg.analysis import talk_network
from kg.network import collapse_network, project_shared
from kg.plot import plot_matrix

graph = kg.load()
graph.analyse()

# %% [markdown]
# The table that the question asks for: formal roles on the left, as sources give them, the talks themselves on the
# right.

# %%
graph.analyse("mediators", level="state")

# %% [markdown]
# Germany and Italy are asked to guarantee, and talk to nobody here. Turkey and Israel are called mediators, and talk
# to both sides. On whom do the channels hang?

# %%
graph.analyse("cut-points", level="state")

# %% [markdown]
# Shuttles: from one side to the other within three days.

# %%
graph.analyse("shuttles", level="state", days=3)

# %%
plot_matrix(graph.network(level="state", layers=["contact"]))

# %% [markdown]
# Brokerage after Gould and Fernandez, by the sides of the conflict: a liaison stands between members of two other
# groups. Russia and Ukraine talked to each other as states, so that nobody is a liaison between states; between
# persons some are.

# %%
graph.analyse("brokerage")

# %% [markdown]
# The network is a networkx graph like any other. One tie per pair, by how recent the talks are:

# %%
talks = talk_network(graph.network(level="state"))  # contacts that were held, at the table
ties = collapse_network(talks, weight="recency", half_life=14)
for one, other, weight in sorted(ties.edges(data="weight"), key=lambda tie: -tie[2]):
    print(f"{one:16}{other:16}{weight:8.2f}")

# %% [markdown]
# Who acted together as a third party, in one event?

# %%
together = project_shared(graph.events(level="state", layers=["contact", "agreement"]), roles=["third-party"])
list(together.edges(data="events"))

# %% [markdown]
# The interactive graph: point at a line to see the words that it rests on.

# %%
graph.show(level="state", height=720)
