"""What people keep for later: cut-outs with a name, and the words that keep and fetch them."""
