"""What a store says, claim by claim, in records and in words; the two clocks; who made a claim; contacts in columns."""
