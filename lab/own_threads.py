"""Loaded by kamailio.cfg: gives each of Kamailio's processes an OpenSSL state of its own.

Kamailio 5.6 starts OpenSSL 3 before it forks, and gives it shared memory to allocate from. What OpenSSL keeps for its thread
(its queue of errors above all) is thereby one and the same for all processes: under load two of them write there at once, and
crash (kamailio issues 3695 and 3791, mended in later versions). So each process forgets here what it has inherited; OpenSSL
makes another when it first needs it.
"""

import ctypes

KEYS = 64  # OpenSSL and the others have theirs among the first ten

libc = ctypes.CDLL(None)
libc.pthread_getspecific.restype = ctypes.c_void_p


def shared_memory():
    """The addresses of the memory shared with other processes, as ranges."""
    with open("/proc/self/maps") as maps:
        entries = [line.split(maxsplit=2)[:2] for line in maps]
    bounds = [addresses.split("-") for addresses, mode in entries if mode.endswith("s")]
    return [range(int(first, 16), int(end, 16)) for first, end in bounds]


class Hooks:
    def child_init(self, rank):
        shared = shared_memory()
        for key in range(KEYS):
            value = libc.pthread_getspecific(key)
            if value and any(value in addresses for addresses in shared):
                libc.pthread_setspecific(key, None)
        return 0


def mod_init():
    return Hooks()
