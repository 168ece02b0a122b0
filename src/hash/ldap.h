/*-------------------------------------------------------------------------
 *
 * ldap.h
 *	  The scheme "ldap": {SSHA} and the like (RFC 2307).
 *
 * Its functions are its row in the table of schemes (scheme.h).
 *
 * src/hash/ldap.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_LDAP_H
#define US_LDAP_H

#include "scheme.h"

extern bool us_ldap_recognise(UsSpan text);
extern UsHashResult us_ldap_read(const UsVerifier *verifier,
								 const UsHashLimits *limits, UsHashJob *job,
								 UsHashInfo *info);

/* The digests alone, as Auth0 has them: no {CRYPT}, nothing but base64. */
extern UsHashResult us_ldap_read_digest(const UsVerifier *verifier,
										const UsHashLimits *limits,
										UsHashJob *job, UsHashInfo *info);

#endif							/* US_LDAP_H */
