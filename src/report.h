/*-------------------------------------------------------------------------
 *
 * report.h
 *	  What an administrator is shown of a store: a row for each expression,
 *	  field and capability.
 *
 * src/report.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_REPORT_H
#define US_REPORT_H

#include "postgres.h"

#include "fmgr.h"

#include "store.h"

/*
 * Fills the result set of a function that returns (kind, name, usable,
 * definition, reason, cure).  Checks every expression as the owner and raises
 * what is wrong with one.
 */
extern void us_report(FunctionCallInfo fcinfo, UsStore *store);

/* Another store of which a profile could have the same user_id, or NULL. */
extern char *us_report_clash(UsStore *store);

#endif							/* US_REPORT_H */
