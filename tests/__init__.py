"""What must stand before any test is imported: how many threads polars has, which it asks when it is imported itself."""

from os import environ

# Two processes share a usual machine's two cores; a deep round has all the threads that a user has.
if "CXZY_ROUNDS" not in environ:
    environ.setdefault("POLARS_MAX_THREADS", "1")
