#!/bin/sh
# Finds a Python that is new enough and hands over to start.py.
cd "$(dirname "$0")" || exit 3
for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    exec "$python" start.py "$@"
  fi
done
cat start-need-python.txt >&2
if [ -t 0 ]; then read -r _; fi
exit 3
