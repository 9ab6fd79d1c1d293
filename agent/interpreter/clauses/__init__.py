"""One sentence → clauses that verb frames read: polite, passive, backwards and telegram ways of asking made plain."""
