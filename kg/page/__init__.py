"""The page: a network as one HTML file that works offline.

    networkx ── content ──┬── layout ──┐
                          │            ├── adapter (pyvis) ── rendering ── HTML
                          └── palette ─┘

`content` turns the network into what the page says, bounded and cleaned. `layout` and `routes` decide where things
stand, `adapter` hands actors and lines to pyvis and takes its vis-network data back, and `rendering` puts everything
into our own template, under a Content-Security-Policy that lets nothing else run and nothing be fetched.
"""

from kg.page.html import render_page, write_page
from kg.page.inline import InlinePage

__all__ = ["InlinePage", "render_page", "write_page"]
