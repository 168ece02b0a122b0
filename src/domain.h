/*-------------------------------------------------------------------------
 *
 * domain.h
 *	  The text domain of our messages, by which they are told from others'.
 *
 * To be included by every file that reports anything; outcome.h does.  No
 * catalog of translations belongs to it.  A message without it is taken for
 * somebody else's, and in sessions of granted roles loses its values
 * (redact.c).
 *
 * src/domain.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_DOMAIN_H
#define US_DOMAIN_H

#include "postgres.h"

/* As elog.h wants it: ereport() takes what it is where it is used. */
#undef TEXTDOMAIN
#define TEXTDOMAIN "userstore"

#endif							/* US_DOMAIN_H */
