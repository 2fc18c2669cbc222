"""The channels of one child, made by the judge: descriptors go into a cell and never out of one."""

import os
import socket

# Sockets without the enums that `socket` wraps around them: each run takes one.
from _socket import socketpair

_UNIX, _STREAM = int(socket.AF_UNIX), int(socket.SOCK_STREAM)


class Slot:
    """A child: where its output and answers come out, and the socket it gets its job on."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.job, theirs = socketpair(_UNIX, _STREAM)
        self.job.setblocking(False)  # nor may the zygote, which has this end too, wait for a child
        self.output, output = os.pipe()
        self.answers, answers = os.pipe()
        os.set_blocking(self.output, False)
        os.set_blocking(self.answers, False)
        self._ours = [self.output, self.answers]
        self._theirs = [theirs.detach(), output, answers]

    def to_send(self) -> list[int]:
        """The descriptors that the zygote needs: the child's three, and the socket's other end."""
        return [*self._theirs, self.job.fileno()]

    def close_theirs(self) -> None:
        """Let go of what has been sent, so that its end is seen when the child lets go of it."""
        _close_all(self._theirs)

    def close(self) -> None:
        """A second call, be it another thread's, does nothing."""
        _close_all(self._theirs)
        _close_all(self._ours)
        self.job.close()


def _close_all(descriptors: list[int]) -> None:
    try:
        while descriptors:
            os.close(descriptors.pop())
    except IndexError:
        pass  # another thread was faster
