/*-------------------------------------------------------------------------
 *
 * aspnet.h
 *	  The scheme "aspnet-identity": ASP.NET Identity's versions 0 and 1.
 *
 * The first three functions are its row in the table of schemes, the others
 * its row in the table of formats; their contract stands in scheme.h.
 *
 * src/hash/aspnet.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ASPNET_H
#define US_ASPNET_H

#include "scheme.h"

#define US_ASPNET_LENGTH	84	/* of what is written */

extern bool us_aspnet_recognise(const char *verifier, size_t len);
extern UsHashResult us_aspnet_inspect(const char *verifier, size_t len,
									  const UsHashLimits *limits,
									  UsHashInfo *info);
extern UsHashResult us_aspnet_verify(const char *verifier, size_t len,
									 const char *password,
									 size_t password_len,
									 const UsHashLimits *limits,
									 UsHashInfo *info);

/* Version 1 with SHA-512, a salt of 16 bytes and a key of 32. */
extern UsHashResult us_aspnet_make(const UsHashCost *cost,
								   const unsigned char *salt,
								   const char *password, size_t password_len,
								   char *out);
extern size_t us_aspnet_length(const UsHashCost *cost);
extern UsHashWork us_aspnet_work(const UsHashCost *cost);
extern bool us_aspnet_is_weaker(const char *verifier, size_t len,
								const UsHashLimits *limits,
								const UsHashCost *cost);

#endif							/* US_ASPNET_H */
