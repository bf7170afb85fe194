"""What can be awarded: achievements and their versions."""
