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
#include "parser/parse_expr.h"
#include "parser/parser.h"
#include "pgtime.h"
#include "tcop/tcopprot.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/bytea.h"
#include "utils/float.h"
#include "utils/guc.h"
#include "utils/plancache.h"
#include "utils/rls.h"

#include "compat.h"
#include "owner.h"

static void
pin(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_SUSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

/* Settings by which a caller could change what the owner's SQL means. */
static void
pin_what_means(void)
{
	if (!standard_conforming_strings)
		pin("standard_conforming_strings", "on");
	if (Transform_null_equals)
		pin("transform_null_equals", "off");
	if (!Array_nulls)
		pin("array_nulls", "on");
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
 * The same values out of every session, and the same into columns without a
 * time zone.  Most sessions have most of these settings already.
 */
static void
pin_what_shows(void)
{
	const char *zone = pg_get_timezone_name(session_timezone);

	if (strcmp(zone, "UTC") != 0 && strcmp(zone, "Etc/UTC") != 0)
		pin("timezone", "UTC");
	if (DateStyle != USE_ISO_DATES || DateOrder != DATEORDER_YMD)
		pin("datestyle", "ISO, YMD");
	if (IntervalStyle != INTSTYLE_ISO_8601)
		pin("intervalstyle", "iso_8601");
	if (extra_float_digits != 1)
		pin("extra_float_digits", "1");
	if (bytea_output != BYTEA_OUTPUT_HEX)
		pin("bytea_output", "hex");
	if (quote_all_identifiers)
		pin("quote_all_identifiers", "off");
}

/*
 * us_owner_enter
 *
 * US_PIN_OUTPUT: values of any type come out as text or JSON the same way in
 * every session; wanted where the mapping has expressions, or columns of more
 * than text, boolean, integer, uuid and JSON types.
 *
 * NB: the relation must be locked before its owner is read, and stay so.
 */
void
us_owner_enter(UsOwnerScope *scope, Oid owner, const char *search_path,
			   int pins)
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
	pin_what_means();
	pin_what_tells();
	if (pins & US_PIN_OUTPUT)
		pin_what_shows();
	if ((pins & US_PIN_MONEY) && strcmp(locale_monetary, "C") != 0)
		pin("lc_monetary", "C");
	SetUserIdAndSecContext(owner, security);
}

void
us_owner_want_no_wait(void)
{
	pin("lock_timeout", "1");	/* milliseconds; 0 would be for ever */
}

void
us_owner_leave(const UsOwnerScope *scope)
{
	SetUserIdAndSecContext(scope->user, scope->security);
	AtEOXact_GUC(false, scope->nest_level);
}
