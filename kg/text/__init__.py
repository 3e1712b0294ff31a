"""Text fit to be shown and to be compared."""
