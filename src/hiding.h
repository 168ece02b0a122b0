/*-------------------------------------------------------------------------
 *
 * hiding.h
 *	  Hides the text of a statement while our code runs.
 *
 * src/hiding.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_HIDING_H
#define US_HIDING_H

#include "postgres.h"

/*
 * Puts a constant in the place of the client's statement: in current_query(),
 * in the log's STATEMENT line and in pg_stat_activity, until the client's next
 * message.  What follows in the same message stays hidden too, because a
 * password may stand in its text.
 */
extern void us_hide_statement(void);

#endif							/* US_HIDING_H */
