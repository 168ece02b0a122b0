/* Proves that quotas of control groups are found, in both versions, through all the groups around a process, in a container too. */
#include "processors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))
#define FILES_MAX		6

#define SELF	"/proc/self/cgroup"
#define V1		"/sys/fs/cgroup/cpu"
#define V1_LONG "/sys/fs/cgroup/cpu,cpuacct"
#define V2		"/sys/fs/cgroup"

/* A machine: its files by their paths, and the processors that they allow. */
typedef struct Machine
{
	const char *name;
	int			processors;
	struct
	{
		const char *path;
		const char *text;
	}			files[FILES_MAX];
} Machine;

static const Machine machines[] =
{
	{"no control groups", 0, {{NULL, NULL}}},
	{"version 2 without a quota", 0,
		{{SELF, "0::/a\n"}, {V2 "/a/cpu.max", "max 100000\n"}}},
	{"version 2", 3,
		{{SELF, "0::/a\n"}, {V2 "/a/cpu.max", "300000 100000\n"}}},
	{"version 2, one and a half", 1,
		{{SELF, "0::/a\n"}, {V2 "/a/cpu.max", "150000 100000\n"}}},
	{"version 2, a tenth", 1,
		{{SELF, "0::/a\n"}, {V2 "/a/cpu.max", "10000 100000\n"}}},
	{"version 2, another period", 8,
		{{SELF, "0::/a\n"}, {V2 "/a/cpu.max", "40000 5000\n"}}},
	{"a group around it has less", 2,
		{{SELF, "0::/a/b/c\n"}, {V2 "/a/b/c/cpu.max", "400000 100000\n"},
		{V2 "/a/b/cpu.max", "max 100000\n"},
		{V2 "/a/cpu.max", "200000 100000\n"}}},
	{"a group around it has more", 4,
		{{SELF, "0::/a/b/c\n"}, {V2 "/a/b/c/cpu.max", "400000 100000\n"},
		{V2 "/a/cpu.max", "900000 100000\n"}}},
	{"a group beside it has less", 0,
		{{SELF, "0::/a\n"}, {V2 "/b/cpu.max", "100000 100000\n"}}},
	{"a container, its own root", 2,
		{{SELF, "0::/\n"}, {V2 "/cpu.max", "200000 100000\n"}}},
	{"a container, the host's path", 2,
		{{SELF, "0::/docker/0123\n"}, {V2 "/cpu.max", "200000 100000\n"}}},
	{"a path outside of what can be seen", 2,
		{{SELF, "0::/../a\n"}, {V2 "/cpu.max", "200000 100000\n"},
		{"/sys/fs/a/cpu.max", "100000 100000\n"}}},
	{"version 1", 3,
		{{SELF, "5:memory:/m\n4:cpu,cpuacct:/a\n1:name=systemd:/s\n"},
		{V1 "/a/cpu.cfs_quota_us", "300000\n"},
		{V1 "/a/cpu.cfs_period_us", "100000\n"}}},
	{"version 1 without a quota", 0,
		{{SELF, "4:cpuacct,cpu:/a\n"},
		{V1 "/a/cpu.cfs_quota_us", "-1\n"},
		{V1 "/a/cpu.cfs_period_us", "100000\n"}}},
	{"version 1, mounted by its long name", 2,
		{{SELF, "4:cpu,cpuacct:/docker/0123\n"},
		{V1_LONG "/cpu.cfs_quota_us", "250000\n"},
		{V1_LONG "/cpu.cfs_period_us", "100000\n"}}},
	{"version 1, the group of another controller", 0,
		{{SELF, "4:cpuset:/a\n3:cpuacct:/a\n"},
		{V1 "/a/cpu.cfs_quota_us", "100000\n"},
		{V1 "/a/cpu.cfs_period_us", "100000\n"}}},
	{"version 1, a period that is missing", 0,
		{{SELF, "4:cpu:/a\n"}, {V1 "/a/cpu.cfs_quota_us", "100000\n"}}},
	{"both versions", 2,
		{{SELF, "4:cpu:/a\n0::/b\n"},
		{V1 "/a/cpu.cfs_quota_us", "200000\n"},
		{V1 "/a/cpu.cfs_period_us", "100000\n"},
		{V2 "/unified/b/cpu.max", "500000 100000\n"}}},
	{"not numbers", 0,
		{{SELF, "cgroup\n0:\n::\n0::a\n0::/a\n"},
		{V2 "/a/cpu.max", "many\n"}, {V2 "/cpu.max", ""}}},
	{"numbers out of range", 0,
		{{SELF, "0::/a\n"}, {V2 "/a/cpu.max", "9223372036854775807 1\n"},
		{V2 "/cpu.max", "100000 0\n"}}},
};

static char root[] = "/tmp/test_processors.XXXXXX";

/* The path of a file below the root; static. */
static const char *
below_root(const char *path)
{
	static char full[512];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return full;
}

static void
write_file(const char *path, const char *text)
{
	char		folder[512];
	char	   *slash;
	FILE	   *file;

	snprintf(folder, sizeof(folder), "%s", below_root(path));
	for (slash = folder + strlen(root); (slash = strchr(slash + 1, '/'));)
	{
		*slash = '\0';
		(void) mkdir(folder, 0700);
		*slash = '/';
	}
	file = fopen(folder, "w");
	if (file == NULL || fputs(text, file) == EOF || fclose(file) != 0)
		abort();
}

/* The file, and the folders that are empty without it. */
static void
remove_file(const char *path)
{
	char		entry[512];

	snprintf(entry, sizeof(entry), "%s", below_root(path));
	while (strlen(entry) > strlen(root) && remove(entry) == 0)
		*strrchr(entry, '/') = '\0';
}

int
main(void)
{
	int			i;
	int			j;

	plan(COUNT(machines) + 1);
	if (mkdtemp(root) == NULL)
		abort();
	for (i = 0; i < COUNT(machines); i++)
	{
		const Machine *machine = &machines[i];
		int			processors;

		for (j = 0; j < FILES_MAX && machine->files[j].path; j++)
			write_file(machine->files[j].path, machine->files[j].text);
		processors = us_processors_quota(root);
		ok(processors == machine->processors, "%s: %d", machine->name,
		   processors);
		for (j = 0; j < FILES_MAX && machine->files[j].path; j++)
			remove_file(machine->files[j].path);
	}
	rmdir(root);
	ok(us_processors() >= 1 &&
	   us_processors() <= sysconf(_SC_NPROCESSORS_CONF),
	   "no more than this machine has");
	return done();
}
