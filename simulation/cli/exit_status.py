"""The exit statuses of the command, beside 0 for success."""

SOME_FAILED = 1  # units of a sweep
DIFFERS = 1  # a folder of results from what it records
WRONG_INPUT = 2
SIGNALLED = 128  # and the signal's number, as shells number what signals end: 143 on TERM, 129 where a window is closed
INTERRUPTED, CLOSED_PIPE = SIGNALLED + 2, SIGNALLED + 13
