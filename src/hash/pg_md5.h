/*-------------------------------------------------------------------------
 *
 * pg_md5.h
 *	  The scheme "pg-md5-role": what PostgreSQL keeps of a role in MD5.
 *
 * Its function is of its row in the table of schemes (scheme.h).  It must be
 * declared, for the user's name is part of what is hashed.
 *
 * src/hash/pg_md5.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PG_MD5_H
#define US_PG_MD5_H

#include "scheme.h"

extern UsHashResult us_pg_md5_role_read(const UsVerifier *verifier,
										const UsHashLimits *limits,
										UsHashJob *job, UsHashInfo *info);

#endif							/* US_PG_MD5_H */
