"""One turn, from words to a reply: its state, its steps, what runs in them, and what asks without changing."""
