/*-------------------------------------------------------------------------
 *
 * host.c
 *	  What the schemes need of the program they run in.
 *
 * src/hash/host.c
 *
 *-------------------------------------------------------------------------
 */
#include "host.h"

static UsHashHost current;

void
us_host_set(const UsHashHost *host)
{
	current = *host;
}

bool
us_host_interrupted(void)
{
	return current.interrupted != NULL && current.interrupted();
}

UsNormalizer
us_host_nfkc(void)
{
	return current.nfkc;
}

UsNormalizer
us_host_saslprep(void)
{
	return current.saslprep;
}
