/*-------------------------------------------------------------------------
 *
 * configuration.c
 *	  Changes the extension's configuration tables as their owner.
 *
 * src/configuration.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"

#include "catalog.h"
#include "configuration.h"
#include "owner.h"

void
us_configuration_run_kept(UsPlan *plan, const Datum *values, UsPlanMode mode,
						  UsResult *result)
{
	UsOwnerScope scope;
	Oid			owner;

	(void) us_catalog_mappings_table(&owner);
	us_owner_enter(&scope, owner, "pg_catalog, pg_temp", 0);
	if (mode == US_PLAN_WRITE_LATEST)
		us_owner_want_no_wait();
	us_plan_run(plan, values, NULL, mode, 1, result);
	us_owner_leave(&scope);
	if (mode != US_PLAN_READ)
		CommandCounterIncrement();
}

void
us_configuration_run(const char *sql, int nargs, const Oid *types,
					 const Datum *values, UsPlanMode mode, UsResult *result)
{
	UsPlan		plan = {.sql = sql, .nargs = nargs};

	memcpy(plan.argtypes, types, nargs * sizeof(Oid));
	us_configuration_run_kept(&plan, values, mode, result);
	us_plan_free(&plan);
}
