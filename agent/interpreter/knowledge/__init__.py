"""What is known of everyday things: a table, how well words fit it, and nearness of words for what it lacks."""
