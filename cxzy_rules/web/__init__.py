"""The office's page: the same answers as the commands', in a browser on this machine, kept in a working file."""
