/*-------------------------------------------------------------------------
 *
 * ownership.c
 *	  Who may change a store, or look into it: its relation's owner.
 *
 * src/ownership.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/lsyscache.h"

#include "outcome.h"
#include "ownership.h"

void
us_ownership_refuse(const char *what)
{
	ereport(ERROR,
			errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg("must be owner of %s", what));
}

void
us_ownership_check(const char *store, const UsMappingRow *row)
{
	if (superuser())
		return;
	if (get_rel_name(row->relation) == NULL ||
		!us_owns_relation(row->relation, GetUserId()))
		us_ownership_refuse(psprintf("the relation of store \"%s\"", store));
}

void
us_ownership_read(const char *store, UsMappingRow *row)
{
	if (!us_catalog_mapping(store, row))
		us_refuse_store(store);
	us_ownership_check(store, row);
}
