"""What runs beside untrusted code: the standard library and NumPy, nothing else of the project.

Theory of operation
-------------------
A *cell* is one long-lived trusted process, the zygote, with NumPy imported. For each submission it
forks one child ahead of need. The child locks itself down (`lockdown`), then waits for its job:
sealed memory files that arrive over its only socket. It runs the candidate's code on the inputs of
each test and writes what came back, as framed data, to a pipe that leads straight to the judge. It
never sees an expected value, and it is used once.

The zygote never reads a job: it passes descriptors on, keeps the clock and reaps. So no byte of one
candidate's code can be left over in the memory from which the next child is forked.
"""
