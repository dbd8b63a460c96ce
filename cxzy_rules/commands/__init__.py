"""One file a command: find the files, ask one question, show the answer, exit."""
