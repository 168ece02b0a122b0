/*-------------------------------------------------------------------------
 *
 * tap.c
 *	  Prints the Test Anything Protocol.
 *
 * test/unit/tap.c
 *
 *-------------------------------------------------------------------------
 */
#include "tap.h"

#include <stdarg.h>
#include <stdio.h>

static int	planned;
static int	run;
static int	failed;

void
plan(int tests)
{
	/* a test that dies must not take its last lines with it */
	setvbuf(stdout, NULL, _IOLBF, 0);
	planned = tests;
	printf("1..%d\n", tests);
}

bool
ok(bool passed, const char *name, ...)
{
	va_list		arguments;

	run++;
	if (!passed)
		failed++;
	printf("%sok %d - ", passed ? "" : "not ", run);
	va_start(arguments, name);
	vprintf(name, arguments);
	va_end(arguments);
	putchar('\n');
	return passed;
}

void
skip(const char *reason, ...)
{
	va_list		arguments;

	run++;
	printf("ok %d # SKIP ", run);
	va_start(arguments, reason);
	vprintf(reason, arguments);
	va_end(arguments);
	putchar('\n');
}

void
note(const char *text, ...)
{
	va_list		arguments;

	printf("# ");
	va_start(arguments, text);
	vprintf(text, arguments);
	va_end(arguments);
	putchar('\n');
}

int
done(void)
{
	return run == planned && failed == 0 ? 0 : 1;
}
