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
# # From an article to a graph
#
# You have an article on your desk. Who spoke to whom, in what role, and who says so? You write what it says in a
# small file, one claim at a time, each with the few words that it rests on. kg checks the file and makes a graph of
# it.
#
# The place and the people here are made up.

# %%
from pathlib import Path
from tempfile import mkdtemp

import kg

folder = Path(mkdtemp())
(folder / "actors.yaml").write_text(
    """
actors:
  arland: {type: State, name: Arland}
  borland: {type: State, name: Borland}
  corland: {type: State, name: Corland}
  ada: {type: Person, name: Ada Ash, of: arland}
  boris: {type: Person, name: Boris Birch, of: borland}
  cleo: {type: Person, name: Cleo Cedar, of: corland}
  gazette: {type: NewsOrganization, name: The Gazette}
""",
    encoding="utf-8",
)
article = """
source:
  id: gazette-2031-05-04
  type: NewsArticle
  publisher: gazette
  published: 2031-05-04

claims:
- phone call: cleo-ada-2031-05-03
  date: 2031-05-03
  participants:
    cleo: {role: mediatr, for: corland}
    ada: {role: belligerent, for: arland}
  phrase: spoke by phone on Saturday with
- meeting: cleo-boris-2031-05-04
  date: 2031-05-44
  participants:
    cleo: {role: mediator, for: corland}
    boris: {role: belligerent, for: borland}
  phrase: then met Mr Birch in the capital
"""
written = (folder / "gazette.yaml").write_text(article, encoding="utf-8")

# %% [markdown]
# Two slips of the pen are in it. `kg.check` tells all of them at once, each with its line and with what to write
# instead.

# %%
for problem in kg.check(folder).problems:
    print(str(problem).replace(str(folder), "facts"))

# %% [markdown]
# Mended, it is sound, and becomes a graph.

# %%
mended = article.replace("mediatr,", "mediator,").replace("2031-05-44", "2031-05-04")
written = (folder / "gazette.yaml").write_text(mended, encoding="utf-8")
graph = kg.load(folder)
graph

# %% [markdown]
# What does it know of Cleo Cedar? Each line says who tells it, and in which words.

# %%
graph.about("Cleo Cedar")

# %%
graph.query("talks")

# %% [markdown]
# The same as RDF, one named graph for each claim:

# %%
print(graph.export("trig")[:1200])
