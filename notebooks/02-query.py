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
# # Questions to the spring of 2022
#
# kg comes with a data set: Turkey's mediation between Russia and Ukraine, February to July 2022. An analyst wants to
# know who could reach both sides, what was on offer, and where the reports differ.

# %%
import kg

graph = kg.load()
graph

# %% [markdown]
# On 26 April, whom did Erdoğan call, and who says so?

# %%
graph.view(on="2022-04-26").query("talks", actor="Erdogan")

# %% [markdown]
# Who could reach both sides, as far as was known on 7 March? Only sources that were out by then count.

# %%
graph.view(known_by="2022-03-07").query("bridges")

# %% [markdown]
# Who is wanted as a guarantor, and who has said yes?

# %%
graph.query("roles", role="guarantor")

# %% [markdown]
# Ukraine asks, Turkey welcomes it, Germany has not answered: `offers` follows each matter to its state.

# %%
for matter in graph.offers(role="guarantor"):
    print(f"{matter.title}: {matter.state}\n   {matter.standing}")

# %% [markdown]
# Where do reports not go together? Nothing is deleted; both claims stand, and kg says which one it prefers and why.

# %%
graph.query("conflicts", kind="place")

# %% [markdown]
# A question of your own, in SPARQL: how many claims does each publisher make?

# %%
graph.sparql(
    """
    SELECT ?publisher (COUNT(?claim) AS ?claims)
    WHERE { ?claim akg:source ?source . ?source akg:publisher ?publisher }
    GROUP BY ?publisher ORDER BY DESC(?claims) ?publisher LIMIT 8
    """
)
