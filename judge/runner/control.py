"""The line to a cell's zygote: short messages either way, and descriptors that go in only."""

import json
import select
import socket
import struct
from typing import Any

from judge.runner.errors import CellDied
from judge.runner.slot import Slot

_MESSAGE_BYTES = 4096
# What it is, the child's number, its limits: seconds of CPU and of time, bytes of memory and input.
_MESSAGE = struct.Struct("<cqddqq")
_NEXT, _START, _END = b"n", b"s", b"k"


class Control:
    """The judge's end of the line."""

    def __init__(self, line: socket.socket) -> None:
        self._socket = line

    def wait_at_most(self, seconds: float) -> None:
        """Bound the calls below; what takes longer is a cell that fell silent."""
        self._socket.settimeout(seconds)

    def is_there(self) -> bool:
        """Tell whether the other end is still held; asks nothing and takes nothing."""
        line = select.poll()
        try:
            line.register(self._socket, 0)
        except ValueError:
            return False  # closed by us
        return not line.poll(0)

    def receive(self) -> dict[str, Any]:
        """The zygote's next message. Raises CellDied."""
        try:
            data = self._socket.recv(_MESSAGE_BYTES)
        except TimeoutError:
            raise CellDied("the cell fell silent") from None
        except OSError as error:
            raise CellDied(f"the cell is gone: {error}") from error
        if not data:
            raise CellDied("the cell ended")
        try:
            message = json.loads(data.decode())
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise CellDied("the cell broke the protocol")
        return message

    def offer(self, slot: Slot) -> None:
        """Tell the zygote what the first child is to speak through. Raises CellDied."""
        self._say(_NEXT, 0, (0, 0, 0, 0), slot)

    def start(self, number: int, limits: tuple[float, float, int, int], after: Slot) -> None:
        """Have a child begin, within seconds of CPU and of time, and bytes of memory and of input;
        `after`: what the child after it is to speak through. Raises CellDied.
        """
        self._say(_START, number, limits, after)

    def end(self, number: int) -> None:
        """Have a child ended. Raises CellDied."""
        self._say(_END, number, (0, 0, 0, 0))

    def _say(
        self,
        kind: bytes,
        number: int,
        limits: tuple[float, float, int, int],
        slot: Slot | None = None,
    ) -> None:
        descriptors = slot.to_send() if slot else []
        try:
            socket.send_fds(self._socket, [_MESSAGE.pack(kind, number, *limits)], descriptors)
        except OSError as error:
            raise CellDied(f"the cell is gone: {error}") from error
        if slot:
            slot.close_theirs()

    def fileno(self) -> int:
        """The control socket's descriptor."""
        return self._socket.fileno()
