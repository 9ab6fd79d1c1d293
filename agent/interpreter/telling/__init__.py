"""What was understood, in words, and why."""
