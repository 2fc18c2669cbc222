"""The line to a cell's zygote: short messages either way, and descriptors that go in only."""

import json
import select
import socket
from typing import Any

from judge.runner.errors import CellDied
from judge.runner.slot import Slot

_MESSAGE_BYTES = 4096


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

    def say(self, message: dict[str, Any], slot: Slot | None = None) -> None:
        """Tell the zygote something, and what child `slot` is to speak through. Raises CellDied."""
        descriptors = slot.to_send() if slot else []
        try:
            socket.send_fds(self._socket, [json.dumps(message).encode()], descriptors)
        except OSError as error:
            raise CellDied(f"the cell is gone: {error}") from error
        if slot:
            slot.close_theirs()

    def fileno(self) -> int:
        """The control socket's descriptor."""
        return self._socket.fileno()
