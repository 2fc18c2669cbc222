"""Judging old attempts anew: a preview first, applied when somebody says so."""
