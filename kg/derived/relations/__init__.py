"""The relations, a file of SQL each."""
