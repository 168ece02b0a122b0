/*-------------------------------------------------------------------------
 *
 * hiding.c
 *	  Hides the text of a statement while our code runs.
 *
 * src/hiding.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "tcop/tcopprot.h"
#include "utils/backend_status.h"

#include "hiding.h"

static const char hidden[] = "<userstore call>";

/*
 * us_hide_statement
 *
 * NB: the activity's query ID goes with its text, so it is reported anew.
 */
void
us_hide_statement(void)
{
	uint64		query_id;

	if (debug_query_string == hidden)
		return;
	debug_query_string = hidden;
	query_id = pgstat_get_my_query_id();
	pgstat_report_activity(STATE_RUNNING, hidden);
	pgstat_report_query_id(query_id, true);
}
