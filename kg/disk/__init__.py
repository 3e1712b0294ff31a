"""Old or new, whole: files written beside their place, locks, the manifest, folders that are replaced, outputs."""
