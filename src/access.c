/*-------------------------------------------------------------------------
 *
 * access.c
 *	  Which role may do which action on which store: the grants, cached.
 *
 * The current user counts, the identity that EXECUTE uses as well; so a
 * SECURITY DEFINER wrapper works, and a member of a granted role, which has
 * none of its settings, gets nothing.  A superuser may do everything.
 *
 * The grants of one role at a time are kept in grants_context, until a
 * configuration table changes or another role asks.
 *
 * src/access.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/memutils.h"

#include "access.h"
#include "catalog.h"
#include "outcome.h"
#include "redact.h"
#include "usage.h"

#define NO_QUOTA	(-1)

/* In the order of UsAction. */
static const struct
{
	const char *name;
	int			quota;
}			actions[] = {
	{"login", NO_QUOTA},
	{"create", US_QUOTA_CHANGES},
	{"verify", US_QUOTA_CHANGES},
	{"change_password", US_QUOTA_CHANGES},
	{"get_user", US_QUOTA_LOOKUPS},
	{"delete", US_QUOTA_DELETES},
	{"change_email", US_QUOTA_CHANGES},
};

StaticAssertDecl(lengthof(actions) == US_ACTION_COUNT,
				 "an action has no row in the table");

typedef struct Grant
{
	char		store[NAMEDATALEN];
	uint32		actions;		/* bit n: UsAction n */
	int			quotas[US_QUOTA_COUNT]; /* per hour, 0: none */
} Grant;

static MemoryContext grants_context = NULL;
static Oid	grants_role = InvalidOid;	/* whose they are, if valid */
static List *grants = NIL;
static uint64 changes = 0;		/* messages received */

const char *
us_action_name(UsAction action)
{
	return actions[action].name;
}

int
us_action_quota(UsAction action)
{
	return actions[action].quota;
}

static void
forget_grants(void)
{
	grants_role = InvalidOid;
	changes++;
}

void
us_access_start(void)
{
	us_catalog_listen(forget_grants);
}

static uint32
action_bits(List *names)
{
	uint32		bits = 0;
	ListCell   *cell;

	foreach(cell, names)
	{
		for (int i = 0; i < US_ACTION_COUNT; i++)
		{
			if (strcmp(lfirst(cell), actions[i].name) == 0)
				bits |= 1u << i;
		}
	}
	return bits;
}

/* Reads the grants of a role into the cache. */
static void
load_grants(Oid role)
{
	MemoryContext old;
	uint64		changes_before = changes;
	List	   *rows;
	ListCell   *cell;

	if (grants_context == NULL)
		grants_context = AllocSetContextCreate(TopMemoryContext,
											   "userstore grants",
											   ALLOCSET_SMALL_SIZES);
	grants_role = InvalidOid;
	grants = NIL;
	MemoryContextReset(grants_context);

	rows = us_catalog_grants(role);
	old = MemoryContextSwitchTo(grants_context);
	foreach(cell, rows)
	{
		UsGrantRow *row = lfirst(cell);
		Grant	   *grant = palloc(sizeof(Grant));

		strlcpy(grant->store, row->store, NAMEDATALEN);
		grant->actions = action_bits(row->actions);
		memcpy(grant->quotas, row->quotas, sizeof(grant->quotas));
		grants = lappend(grants, grant);
	}
	MemoryContextSwitchTo(old);

	/* NB: a change may have come while we read what it changed. */
	if (changes == changes_before)
		grants_role = role;
}

static const Grant *
find_grant(const char *store)
{
	ListCell   *cell;

	foreach(cell, grants)
	{
		const Grant *grant = lfirst(cell);

		if (strcmp(grant->store, store) == 0)
			return grant;
	}
	return NULL;
}

void
us_access_check(UsAction action, const char *store, char *name, int *quota)
{
	Oid			role = GetUserId();
	int			which = actions[action].quota;
	const Grant *grant;

	*quota = 0;
	if (superuser_arg(role))
	{
		strlcpy(name, store ? store : US_STORE_DEFAULT, NAMEDATALEN);
		return;
	}

	us_redact_session();
	if (grants_role != role)
		load_grants(role);
	if (store == NULL)
		store = list_length(grants) == 1 ?
			((const Grant *) linitial(grants))->store : US_STORE_DEFAULT;

	grant = find_grant(store);
	if (grant == NULL || (grant->actions & (1u << action)) == 0)
		us_refuse_store(store);
	strlcpy(name, store, NAMEDATALEN);
	if (which != NO_QUOTA)
		*quota = grant->quotas[which];
}
