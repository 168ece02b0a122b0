/*-------------------------------------------------------------------------
 *
 * keycloak.h
 *	  The scheme "keycloak".
 *
 * src/hash/keycloak.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_KEYCLOAK_H
#define US_KEYCLOAK_H

#include "scheme.h"

extern bool us_keycloak_recognise(UsSpan text);
extern UsHashResult us_keycloak_read(const UsVerifier *verifier,
									 const UsHashLimits *limits,
									 UsHashJob *job, UsHashInfo *info);

#endif							/* US_KEYCLOAK_H */
