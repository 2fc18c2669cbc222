"""Where a request comes from, for counting how often somebody does something."""

from ipaddress import IPv6Address, ip_address
from typing import Annotated

from fastapi import Depends, Request

_HOME_BITS = 64


def address_of(request: Request) -> str:
    """Return the address that the request comes from, as far as the proxies are trusted.

    Of an IPv6 address the first 64 bits: whoever has one address has all the others of its network.
    """
    text = request.client.host if request.client else "unknown"
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if not isinstance(address, IPv6Address):
        return text
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> _HOME_BITS << _HOME_BITS)}/{_HOME_BITS}"


async def get_address(request: Request) -> str:
    """Return `address_of` the request. Not a plain function: those are called in a thread."""
    return address_of(request)


Address = Annotated[str, Depends(get_address)]
