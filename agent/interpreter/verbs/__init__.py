"""One module for each family of verbs: a frame that was read → ops."""
