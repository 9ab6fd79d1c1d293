"""What words mean because of the conversation: commands, corrections, what edits have done, kept cut-outs."""
