"""What a graph says, for people: about one thing, conflicts, offers, what was learnt; as text, Markdown and JSON."""
