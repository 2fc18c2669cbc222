"""How code and inputs reach a child: small ones in a message, large ones as sealed memory files."""

import fcntl
import os
import weakref

SENT_BYTES = 32 << 10
"""So much is sent along with a message, which always finds room in a socket that is empty."""


class Parcel:
    """Bytes for any number of children. None of them can change what the others get."""

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self.sent = data if self.size <= SENT_BYTES else None
        """What goes into a message; None where a descriptor goes along in its place."""
        self._memory = SealedMemory(data) if self.sent is None else None

    def open(self) -> list[int]:
        """The descriptor that goes along, if one does; the caller's to close."""
        return [self._memory.open()] if self._memory else []

    def close(self) -> None:
        """Free what it takes besides now, instead of when it is collected."""
        if self._memory:
            self._memory.close()


class SealedMemory:
    """Bytes in memory that nobody can change any more, to be handed on as a descriptor."""

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self._fd = os.memfd_create("nabla", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        self._finalizer = weakref.finalize(self, os.close, self._fd)
        view = memoryview(data)
        while view:
            view = view[os.write(self._fd, view) :]
        seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
        fcntl.fcntl(self._fd, fcntl.F_ADD_SEALS, seals)

    def open(self) -> int:
        """A new read-only descriptor, the caller's to close.

        Each run gets one of its own: a shared one would carry its read position, and so a message,
        from one candidate to the next. So would the time of the last reading: it is not kept.
        """
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOATIME
        return os.open(f"/proc/self/fd/{self._fd}", flags)

    def close(self) -> None:
        """Free it now instead of when it is collected."""
        self._finalizer()
