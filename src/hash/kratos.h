/*-------------------------------------------------------------------------
 *
 * kratos.h
 *	  The scheme "kratos": the strings that Ory Kratos imports.
 *
 * Its functions are its row in the table of schemes (scheme.h).  Recognised
 * are those that no other scheme has; declared, all that Kratos has are read
 * as Kratos means them.
 *
 * src/hash/kratos.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_KRATOS_H
#define US_KRATOS_H

#include "scheme.h"

extern bool us_kratos_recognise(UsSpan text);
extern UsHashResult us_kratos_read(const UsVerifier *verifier,
								   const UsHashLimits *limits,
								   UsHashJob *job, UsHashInfo *info);

#endif							/* US_KRATOS_H */
