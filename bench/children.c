/*
 * children.c
 *	  Processes beside the main one: none outlives it, and none fails unseen.
 */
#include "children.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools.h"

void
child_start(void (*work) (void *arg), void *arg)
{
	pid_t		parent = getpid();
	pid_t		child;

	fflush(stdout);
	child = fork();
	if (child < 0)
		fail("fork", "no process could be started");
	if (child > 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	work(arg);
	exit(0);
}

void
children_check(void)
{
	int			status;

	while (waitpid(-1, &status, WNOHANG) > 0)
	{
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			fail("child", "it failed");
	}
}
