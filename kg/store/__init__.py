"""Quads in Oxigraph, in memory or on disk; answers as tables; event data in columns (DuckDB)."""
