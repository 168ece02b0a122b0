/*
 * hashers.c
 *	  Bare hashes, without a server, in several processes at once.
 *
 * Their samples are of "bare": each "hash" took so many microseconds.
 */
#include "hashers.h"

#include "bare_hash.h"
#include "children.h"
#include "phase.h"
#include "tools.h"

static void
hash(void *arg)
{
	int			number;

	(void) arg;
	do
		bare_hash("correct horse battery staple");
	while ((number = phase_number()) == 0);
	while (number == phase_number())
	{
		double		start = now_us();

		bare_hash("correct horse battery staple");
		phase_sample(number, "bare", "hash", now_us() - start);
	}
}

void
hashers_start(int count)
{
	for (int i = 0; i < count; i++)
		child_start(hash, NULL);
}
