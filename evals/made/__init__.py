"""Datasets made here from free photos and cut-outs of named packages, so that the right answer is known exactly."""
