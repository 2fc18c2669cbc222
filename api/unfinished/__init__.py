"""Code that candidates are still writing, kept so that it is there on every machine of theirs."""
