"""Pure pixel filters: uint8 RGB in, uint8 RGB out, the same bytes every time. No model, no randomness.

Each returns the whole changed picture; the caller decides by its alpha what of it is shown.
"""
