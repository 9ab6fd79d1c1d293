"""The history on disk: the one truth for pictures, scenes, plans, chat and heads."""
