"""The data sets that come with kg: where they are."""
