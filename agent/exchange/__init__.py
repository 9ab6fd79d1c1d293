"""Sessions that leave this machine and come in: one sealed file, layers, cut-outs, layouts, recipes on other photos."""
