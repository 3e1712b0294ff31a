"""What claims amount to: talks, days, whom somebody stands for, sides, standing; each rule once, for every answer."""
