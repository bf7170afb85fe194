"""What a holder has been awarded, and shows to whom."""
