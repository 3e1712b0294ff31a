"""Facts and event data into the folder of a graph: checked, loaded, drawn, and only then put in place."""
