"""The exit statuses of the command, beside 0 for success."""

SOME_FAILED = 1  # units of a sweep
WRONG_INPUT = 2
INTERRUPTED, CLOSED_PIPE = 130, 141  # as shells number what signals end
