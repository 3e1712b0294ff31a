"""Text fit to be shown and to be compared: unseen characters, letters folded, names that are near, addresses."""
