"""The service: accounts, problems, submissions and their judging over HTTP."""
