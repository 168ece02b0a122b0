/*-------------------------------------------------------------------------
 *
 * redact.h
 *	  Keeps what clients say out of the log, in sessions of granted roles.
 *
 * src/redact.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_REDACT_H
#define US_REDACT_H

#include "postgres.h"

/* Installs the hook; a session of a granted role is redacted from now on. */
extern void us_redact_start(void);

/* From now on this session is redacted: a granted role uses it. */
extern void us_redact_session(void);

#endif							/* US_REDACT_H */
