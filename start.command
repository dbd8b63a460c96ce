#!/bin/sh
# What a double click on a Mac opens: start.sh in a window of its own.
exec /bin/sh "$(dirname "$0")/start.sh" "$@"
