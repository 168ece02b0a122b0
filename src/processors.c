/*-------------------------------------------------------------------------
 *
 * processors.c
 *	  How many processors the server may use.
 *
 * A control group may have less time than one processor gives, or less than
 * the machine has; so may each of the groups around it.  A container sees its
 * own group as the root of the tree, though its path may be that of the host:
 * folders that are not there say nothing, and the root is always looked at.
 *
 * src/processors.c
 *
 *-------------------------------------------------------------------------
 */
#include "processors.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#endif

#define PATH_SIZE	8192
#define LINE_SIZE	128

/* The first version of control groups, and the second; as they are mounted. */
static const char *const mounts_v1[] = {
	"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct", NULL
};
static const char *const mounts_v2[] = {
	"/sys/fs/cgroup", "/sys/fs/cgroup/unified", NULL
};

/* Of two limits the stricter; 0 is none. */
static int
stricter(int a, int b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

/* Microseconds of processors in a period, as whole processors. */
static int
whole(long long quota, long long period)
{
	if (quota <= 0 || period <= 0 || quota / period > 1000000)
		return 0;
	return quota < period ? 1 : (int) (quota / period);
}

/* The first line of a file of a folder; false if it can't be read. */
static bool
read_first_line(const char *folder, const char *name, char line[LINE_SIZE])
{
	char		path[PATH_SIZE + 64];
	FILE	   *file;
	bool		read;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "r");
	if (file == NULL)
		return false;
	read = fgets(line, LINE_SIZE, file) != NULL;
	fclose(file);
	return read;
}

/* One group's own limit.  Without one the quota is -1. */
static int
read_quota_v1(const char *folder)
{
	char		line[LINE_SIZE];
	long long	quota;
	long long	period;

	if (!read_first_line(folder, "cpu.cfs_quota_us", line) ||
		sscanf(line, "%lld", &quota) != 1 ||
		!read_first_line(folder, "cpu.cfs_period_us", line) ||
		sscanf(line, "%lld", &period) != 1)
		return 0;
	return whole(quota, period);
}

/* One group's own limit.  Without one the quota is "max". */
static int
read_quota_v2(const char *folder)
{
	char		line[LINE_SIZE];
	long long	quota;
	long long	period;

	if (!read_first_line(folder, "cpu.max", line) ||
		sscanf(line, "%lld %lld", &quota, &period) != 2)
		return 0;
	return whole(quota, period);
}

/* The strictest limit of a group and those around it, in each of the mounts. */
static int
strictest(const char *root, const char *const *mounts, const char *path,
		  int (*read_quota) (const char *folder))
{
	char		folder[PATH_SIZE];
	int			limit = 0;

	/* Groups outside of what this process may see. */
	if (strstr(path, "/..") != NULL)
		path = "";
	for (; *mounts != NULL; mounts++)
	{
		size_t		top = strlen(root) + strlen(*mounts);
		int			len = snprintf(folder, sizeof(folder), "%s%s%s", root,
								   *mounts, path);

		if (len >= (int) sizeof(folder))
			continue;
		limit = stricter(limit, read_quota(folder));
		while (strlen(folder) > top)
		{
			*strrchr(folder, '/') = '\0';
			limit = stricter(limit, read_quota(folder));
		}
	}
	return limit;
}

/* Is that one of the controllers of a list? */
static bool
has_controller(const char *list, const char *name)
{
	size_t		len = strlen(name);

	for (;; list++)
	{
		if (strncmp(list, name, len) == 0 &&
			(list[len] == ',' || list[len] == '\0'))
			return true;
		list = strchr(list, ',');
		if (list == NULL)
			return false;
	}
}

/* The limit that a line of /proc/self/cgroup leads to: ID:CONTROLLERS:PATH. */
static int
limit_of_line(const char *root, char *line)
{
	char	   *controllers = strchr(line, ':');
	char	   *path;

	line[strcspn(line, "\n")] = '\0';
	if (controllers == NULL || (path = strchr(++controllers, ':')) == NULL)
		return 0;
	*path++ = '\0';
	if (*path != '/')
		return 0;
	if (*controllers == '\0')
		return strictest(root, mounts_v2, path, read_quota_v2);
	if (has_controller(controllers, "cpu"))
		return strictest(root, mounts_v1, path, read_quota_v1);
	return 0;
}

int
us_processors_quota(const char *root)
{
	char		line[PATH_SIZE];
	int			limit = 0;
	FILE	   *file;

	snprintf(line, sizeof(line), "%s/proc/self/cgroup", root);
	file = fopen(line, "r");
	if (file == NULL)
		return 0;
	while (fgets(line, sizeof(line), file) != NULL)
		limit = stricter(limit, limit_of_line(root, line));
	fclose(file);
	return limit;
}

#ifdef __linux__

/* By the affinity; 0 if it is not known. */
static int
count_allowed(void)
{
	/* The kernel refuses a set that is too small for its processors. */
	for (int most = 1024; most <= 1024 * 1024; most *= 4)
	{
		cpu_set_t  *set = CPU_ALLOC(most);
		int			count = 0;

		if (set == NULL)
			break;
		if (sched_getaffinity(0, CPU_ALLOC_SIZE(most), set) == 0)
			count = CPU_COUNT_S(CPU_ALLOC_SIZE(most), set);
		CPU_FREE(set);
		if (count > 0)
			return count;
	}
	return 0;
}

#else
#define count_allowed()		0
#endif

int
us_processors(void)
{
	int			count = count_allowed();

	if (count == 0)
		count = (int) sysconf(_SC_NPROCESSORS_ONLN);
	if (count < 1)
		count = 1;
	return stricter(count, us_processors_quota(""));
}
