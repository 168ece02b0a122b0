/*-------------------------------------------------------------------------
 *
 * rethrow.h
 *	  An error of a store's own SQL, with nothing in it but its SQLSTATE.
 *
 * src/rethrow.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_RETHROW_H
#define US_RETHROW_H

#include "postgres.h"

#include "compat.h"

/*
 * Raises the error again with SQLSTATE and constraint name only.  store is
 * named in the message.
 */
us_noreturn extern void us_rethrow_bare(const ErrorData *error,
										const char *store);

#endif							/* US_RETHROW_H */
