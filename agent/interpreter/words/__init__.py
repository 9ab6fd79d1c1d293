"""What was typed, as words: letters, spelling, numbers, colours, and the grammar of noun phrases. No scene here."""
