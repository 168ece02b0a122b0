/*
 * phase.c
 *	  What is measured at the moment, told to all processes that measure.
 */
#include "phase.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools.h"

#define NAME_SIZE		32
#define BUFFER_BYTES	(16 * 1024 * 1024)	/* all samples of one phase */

typedef struct Phase
{
	atomic_int	number;			/* 0 while the rest changes */
	int			round;
	char		name[NAME_SIZE];
} Phase;

static Phase *phase;
static int	last;				/* the last number given out */
static int	sampled;			/* the phase of this process's last sample */

void
phase_start(void)
{
	char	   *buffer = malloc(BUFFER_BYTES);

	if (buffer == NULL)
		fail("memory", "there is none left");
	setvbuf(stdout, buffer, _IOFBF, BUFFER_BYTES);
	phase = map_shared(-1, sizeof(Phase));
}

void
phase_begin(const char *name, int round)
{
	snprintf(phase->name, NAME_SIZE, "%s", name);
	phase->round = round;
	atomic_store(&phase->number, ++last);
}

void
phase_end(void)
{
	atomic_store(&phase->number, 0);
	fflush(stdout);
}

int
phase_number(void)
{
	return atomic_load(&phase->number);
}

void
phase_sample(int number, const char *who, const char *what, double value)
{
	if (number == 0 || number != phase_number())
		return;
	printf("%s\t%d\t%s\t%s\t%.3f\n", phase->name, phase->round, who, what,
		   value);
	sampled = number;
}

void
phase_flush(void)
{
	if (sampled != phase_number())
		fflush(stdout);
}
