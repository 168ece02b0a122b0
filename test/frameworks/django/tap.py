"""Prints the Test Anything Protocol."""

import sys

_done = 0


def plan(count):
    print('1..%d' % count, flush=True)


def ok(passed, name):
    global _done
    _done += 1
    print('%sok %d - %s' % ('' if passed else 'not ', _done, name), flush=True)
    return passed


def equal(got, wanted, name):
    if not ok(got == wanted, name):
        print('# %s\n#      got: %r\n#   wanted: %r' % (name, got, wanted),
              file=sys.stderr, flush=True)
