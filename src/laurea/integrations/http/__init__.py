"""Documents over https: the one door through which verification reaches the network."""
