"""GDELT, ICEWS and MEND as published → claims in columns → quads: one SQL file and one crosswalk for each data set.

files ─ row_files ─ event rows ─ linking ─ merging ─ claims in columns ─┬─ quads ─ store
                                                                        └─ contact table
"""
