"""The interpreter that asks a language model, behind the same port as the one that reads by rules."""
