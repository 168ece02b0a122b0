/*-------------------------------------------------------------------------
 *
 * table.h
 *	  The table of schemes, and the jobs that their verifiers ask for.
 *
 * src/hash/table.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_TABLE_H
#define US_TABLE_H

#include "scheme.h"

/* The i-th row, from 0 on; NULL after the last. */
extern const UsHashScheme *us_table_at(int i);

/* The row of that name, or NULL. */
extern const UsHashScheme *us_table_named(UsSpan name);

/*
 * The name that a declaration gives: the text itself or, of a JSON object,
 * what it says.  US_HASH_MATCH, and name lives as long as declared;
 * US_HASH_UNSUPPORTED with info->detail.
 */
extern UsHashResult us_table_declared_name(UsSpan declared, UsSpan *name,
										   UsHashInfo *info);

/*
 * Empties job and info, finds the verifier's row and reads it.  US_HASH_MATCH,
 * or the reading's result.  The caller wipes the job.
 */
extern UsHashResult us_table_read(const UsVerifier *verifier,
								  const UsHashLimits *limits, UsHashJob *job,
								  UsHashInfo *info);

/*
 * Prepares the password and computes what it gives, into out, which has
 * US_JOB_EXPECTED_MAX bytes and is the caller's to wipe.  As UsCompute; a
 * mismatch for a password that no verifier can be of.
 */
extern UsHashResult us_table_compute(const UsHashJob *job, UsSpan password,
									 unsigned char *out, UsHashInfo *info);

#endif							/* US_TABLE_H */
