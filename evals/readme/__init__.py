"""The README's figures: every table of it as data, and the one command that makes them again."""
