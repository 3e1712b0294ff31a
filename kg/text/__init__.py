"""Text fit to be shown and to be compared: characters that cannot be seen, letters folded, names that are near, addresses."""
