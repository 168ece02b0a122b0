/*-------------------------------------------------------------------------
 *
 * mssql.h
 *	  The scheme "mssql2005": SHA-1 of UTF-16LE and a salt, SQL Server's.
 *
 * Its functions are its row in the table of schemes (scheme.h).
 *
 * src/hash/mssql.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_MSSQL_H
#define US_MSSQL_H

#include "scheme.h"

extern bool us_mssql2005_recognise(UsSpan text);
extern UsHashResult us_mssql2005_read(const UsVerifier *verifier,
									  const UsHashLimits *limits,
									  UsHashJob *job, UsHashInfo *info);

#endif							/* US_MSSQL_H */
