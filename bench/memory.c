/*
 * memory.c
 *	  What memory some processes have, looked at by a process of its own.
 *
 * Its samples are of "memory": "KiB" is what all of them have resident that is
 * anonymous.  That is where a hash works; shared memory, of which all have the
 * same, is not in it.
 */
#include "memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "children.h"
#include "phase.h"
#include "tools.h"

#define PAUSE_US	50000		/* between two looks at least */
#define PAUSE_MORE	100000		/* and at random so much more */

typedef struct Watched
{
	int			count;
	int			files[];		/* their statm */
} Watched;

/* Resident pages of one process that are not of a file and not shared. */
static long
count_pages(int statm)
{
	char		line[128];
	ssize_t		len = pread(statm, line, sizeof(line) - 1, 0);
	long		resident;
	long		shared;

	if (len <= 0)
		fail("statm", "it can't be read");
	line[len] = '\0';
	if (sscanf(line, "%*d %ld %ld", &resident, &shared) != 2)
		fail("statm", line);
	return resident - shared;
}

static double
sum_kib(const Watched *watched)
{
	long		pages = 0;

	for (int i = 0; i < watched->count; i++)
		pages += count_pages(watched->files[i]);
	return pages * (sysconf(_SC_PAGESIZE) / 1024.0);
}

/*
 * One look takes a while: a hash's memory that goes from one process to the
 * next meanwhile may be counted twice, though not in the look after it too.
 */
static double
look(const Watched *watched)
{
	double		one = sum_kib(watched);
	double		other = sum_kib(watched);

	return one < other ? one : other;
}

static void
watch(void *arg)
{
	const Watched *watched = arg;

	for (;;)
	{
		const int	number = phase_number();

		phase_sample(number, "memory", "KiB", look(watched));
		phase_flush();
		sleep_us(PAUSE_US + random_up_to(PAUSE_MORE));
	}
}

void
memory_start(const int *pids, int count)
{
	Watched    *watched = malloc(sizeof(Watched) + count * sizeof(int));

	if (watched == NULL)
		fail("memory", "there is none left");
	watched->count = count;
	for (int i = 0; i < count; i++)
	{
		char		path[64];

		snprintf(path, sizeof(path), "/proc/%d/statm", pids[i]);
		watched->files[i] = open(path, O_RDONLY | O_CLOEXEC);
		if (watched->files[i] < 0)
			fail(path, "it can't be opened");
	}
	child_start(watch, watched);
	for (int i = 0; i < count; i++)
		close(watched->files[i]);
	free(watched);
}
