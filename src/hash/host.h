/*-------------------------------------------------------------------------
 *
 * host.h
 *	  What the schemes need of the program they run in.
 *
 * A server tells when to stop and normalises Unicode; a test or a fuzzer can
 * leave it out: then nothing stops, and what needs normalising is unsupported.
 *
 * src/hash/host.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_HOST_H
#define US_HOST_H

#include "types.h"

/*
 * Writes another form of a UTF-8 text into out, which has size bytes; *out_len
 * gets their number.  False if the text is no UTF-8, has no such form, or the
 * form does not fit; out may be overwritten then.
 */
typedef bool (*UsNormalizer) (UsSpan text, char *out, size_t size,
							  size_t *out_len);

typedef struct UsHashHost
{
	bool		(*interrupted) (void);	/* should the work be given up? */
	UsNormalizer nfkc;			/* Unicode's NFKC */
	UsNormalizer saslprep;		/* RFC 4013, as PostgreSQL has it */
} UsHashHost;

/* Sets the host; its functions may be NULL.  Once a process. */
extern void us_host_set(const UsHashHost *host);

/* Loops that are ours ask this every few hundred microseconds. */
extern bool us_host_interrupted(void);

/* NULL if the host has none. */
extern UsNormalizer us_host_nfkc(void);
extern UsNormalizer us_host_saslprep(void);

#endif							/* US_HOST_H */
