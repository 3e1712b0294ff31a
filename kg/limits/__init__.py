"""What a query, a shape of somebody else or a process may take; how a failure is told in one line."""
