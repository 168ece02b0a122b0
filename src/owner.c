/*-------------------------------------------------------------------------
 *
 * owner.c
 *	  Runs what follows as the relation's owner, settings pinned.
 *
 * As ri_triggers.c does it.  The owner's triggers, defaults, constraints and
 * view functions run here with his rights and not with the caller's; where
 * the caller is a superuser and the owner is not, they run as a
 * security-restricted operation as well.  Nothing commits inside the scope:
 * that would leave the session as the owner for good (tried).
 *
 * src/owner.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/plancache.h"
#include "utils/rls.h"

#include "owner.h"

/* The same values out of every session; see us_owner_enter. */
static const struct
{
	const char *name;
	const char *value;
}			output_settings[] = {
	{"timezone", "UTC"},
	{"datestyle", "ISO, YMD"},
	{"intervalstyle", "iso_8601"},
	{"extra_float_digits", "1"},
	{"bytea_output", "hex"},
	{"lc_monetary", "C"},
	{"quote_all_identifiers", "off"},
};

static void
pin(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_SUSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

/*
 * Settings by which a caller could make the server tell him constants of our
 * statements: plans printed as messages, constants in custom plans.
 */
static void
pin_what_tells(void)
{
	if (client_min_messages < ERROR)
		pin("client_min_messages", "error");
	if (plan_cache_mode != PLAN_CACHE_MODE_FORCE_GENERIC_PLAN)
		pin("plan_cache_mode", "force_generic_plan");
	if (Debug_print_parse)
		pin("debug_print_parse", "off");
	if (Debug_print_rewritten)
		pin("debug_print_rewritten", "off");
	if (Debug_print_plan)
		pin("debug_print_plan", "off");
}

/*
 * us_owner_enter
 *
 * pin_output: the values of any type come out as text or JSON the same way in
 * every session; wanted where the mapping reads more than text, boolean and
 * jsonb columns.
 *
 * NB: the relation must be locked before its owner is read, and stay so.
 */
void
us_owner_enter(UsOwnerScope *scope, Oid owner, const char *search_path,
			   bool pin_output)
{
	int			security;

	GetUserIdAndSecContext(&scope->user, &scope->security);
	scope->restricted = superuser_arg(scope->user) && !superuser_arg(owner);
	security = scope->security | SECURITY_LOCAL_USERID_CHANGE;
	if (scope->restricted)
		security |= SECURITY_RESTRICTED_OPERATION;

	scope->nest_level = NewGUCNestLevel();
	pin("search_path", search_path);
	if (!row_security)
		pin("row_security", "on");
	pin_what_tells();
	if (pin_output)
	{
		for (int i = 0; i < (int) lengthof(output_settings); i++)
			pin(output_settings[i].name, output_settings[i].value);
	}
	SetUserIdAndSecContext(owner, security);
}

void
us_owner_leave(const UsOwnerScope *scope)
{
	SetUserIdAndSecContext(scope->user, scope->security);
	AtEOXact_GUC(false, scope->nest_level);
}
