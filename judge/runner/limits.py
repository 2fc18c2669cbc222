"""What one run may use."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds of one run; all of them hold for the whole run, not for each test."""

    cpu_seconds: float = 2.0
    """CPU time, user and system, of loading the code and all tests."""
    memory_bytes: int = 256 * MIB
    """Address space beyond what a fresh child has."""
    output_bytes: int = 64 * 1024
    """Standard output and error together."""
    answer_bytes: int = 64 * MIB
    """What the tests return, as sent."""
    code_bytes: int = 256 * 1024
    """The candidate's source, UTF-8."""

    @property
    def wall_seconds(self) -> float:
        """Time on the clock: sleeping must end too, and a busy machine is nobody's fault."""
        return 3 * self.cpu_seconds + 2
