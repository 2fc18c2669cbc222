"""How often something may be done, by whom; counted in this process's memory.

A rate is written `10/minute`, several of them with `;` between, none as `off`. The windows slide:
there is no moment at which everybody may start anew. Each replica of the service counts for itself.
"""

import math
import time
from typing import ClassVar

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.errors import ApiError


class TooMany(ApiError):
    """The caller has done this too often; Retry-After says when to come again."""

    status: ClassVar[int] = 429
    type: ClassVar[str] = "too-many-requests"
    title: ClassVar[str] = "Too many requests"


def parse_rate(text: str) -> tuple[RateLimitItem, ...]:
    """Return the limits that a setting states. Raises ValueError."""
    return () if text.strip().lower() == "off" else tuple(parse_many(text))


class RateLimits:
    """The limits of one service, by name."""

    def __init__(self, rates: dict[str, str]) -> None:
        """`rates`: what each kind of act is limited to. Raises ValueError."""
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._rates = {name: parse_rate(text) for name, text in rates.items()}

    def hit(self, name: str, *who: str, cost: int = 1) -> None:
        """Count `cost` more of `name` by `who`. Raises TooMany when that is too many."""
        for limit in self._rates[name]:
            if not self._limiter.hit(limit, name, *who, cost=cost):
                raise self._too_many(limit, name, *who)

    def require(self, name: str, *who: str) -> None:
        """Raise TooMany when one more of `name` by `who` would be too many; count nothing."""
        for limit in self._rates[name]:
            if not self._limiter.test(limit, name, *who):
                raise self._too_many(limit, name, *who)

    def _too_many(self, limit: RateLimitItem, name: str, *who: str) -> TooMany:
        reset = self._limiter.get_window_stats(limit, name, *who).reset_time
        seconds = max(1, math.ceil(reset - time.time()))
        return TooMany(
            f"That was too often: {limit.amount} times in {_span(limit)} at most."
            f" Try again in {seconds} s.",
            headers={"Retry-After": str(seconds)},
        )

    def forget(self, name: str, *who: str) -> None:
        """Count from zero again: they have shown that they may."""
        for limit in self._rates[name]:
            self._limiter.clear(limit, name, *who)


def _span(limit: RateLimitItem) -> str:
    unit: str = limit.GRANULARITY.name
    return f"a {unit}".replace("a hour", "an hour") if limit.multiples == 1 else (
        f"{limit.multiples} {unit}s"
    )  # fmt: skip
