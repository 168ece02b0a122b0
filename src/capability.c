/*-------------------------------------------------------------------------
 *
 * capability.c
 *	  What a store can do, and what would cure the rest.
 *
 * A relation that lacks something is a store for what it can do.  A verdict
 * is found when it is first asked for, from the relation as it is then: once
 * an index is there, the actions that wanted it work.
 *
 * src/capability.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "attempt.h"
#include "capability.h"
#include "filled.h"
#include "insert.h"
#include "owner.h"
#include "seal.h"
#include "search.h"
#include "width.h"

static const char *const names[US_CAPABILITY_COUNT] = {
	"login", "create", "verify", "change_password", "get_user", "delete",
	"change_email", "upgrade", "stamp"
};

/* The identifiers, in the order of UsClass. */
static const UsField identifiers[] = {
	US_FIELD_EMAIL, US_FIELD_PHONE_NUMBER, US_FIELD_USERNAME
};

const char *
us_capability_name(UsCapability which)
{
	return names[which];
}

static void
refuse(UsVerdict *verdict, const char *reason, const char *cure)
{
	verdict->able = false;
	verdict->reason = reason;
	verdict->cure = cure;
}

/*
 * What each capability needs.  These are called as the owner; reason and cure
 * are palloc'd or constant.
 */

typedef struct VerdictWork
{
	UsCapability which;
	const UsLookup *lookups[US_FIELD_COUNT];
	UsVerdict	verdict;
} VerdictWork;

/* Parses and plans a statement; a work function of us_attempt. */
static void
explain_statement(void *arg)
{
	PlannedStmt *generic;

	(void) us_plan_explain(arg, &generic);
}

/* Is an error one that may not come the next time? */
static bool
is_passing(const ErrorData *error)
{
	switch (ERRCODE_TO_CATEGORY(error->sqlerrcode))
	{
		case ERRCODE_TRANSACTION_ROLLBACK:
		case ERRCODE_INSUFFICIENT_RESOURCES:
		case ERRCODE_OPERATOR_INTERVENTION:
		case ERRCODE_SYSTEM_ERROR:
			return true;
		default:
			return error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE;
	}
}

/*
 * Does PostgreSQL take a statement?  Else its message becomes the reason.
 * Raises an error that says nothing about the statement.
 */
static bool
is_accepted(const UsPlan *plan, UsVerdict *verdict)
{
	ErrorData  *error = us_attempt(explain_statement, (void *) plan);

	if (error == NULL)
		return true;
	if (is_passing(error))
		ReThrowError(error);	/* no verdict, and none is kept */
	refuse(verdict, psprintf("PostgreSQL refuses the statement: %s.",
							 error->message), NULL);
	verdict->told = psprintf("PostgreSQL refuses the statement with SQLSTATE %s.",
							 unpack_sql_state(error->sqlerrcode));
	return false;
}

/* Is a user found by that field, one at most if unique is wanted? */
static bool
can_find(const VerdictWork *work, const UsState *state, UsField field,
		 bool unique, UsVerdict *verdict)
{
	const UsLookup *lookup = work->lookups[field];
	const char *name = us_fields[field].name;

	if (lookup == NULL)
		refuse(verdict, psprintf("Field \"%s\" has no column and no \"match\".",
								 name), NULL);
	else if (!lookup->indexed)
		refuse(verdict, psprintf("No index finds a user by \"%s\": \"%s\" would be read as a whole.",
								 name, lookup->scanned), lookup->cure);
	else if (unique && !lookup->unique &&
			 !state->mapping->options->unique_asserted)
		refuse(verdict, psprintf("No unique index keeps \"%s\" unique.", name),
			   lookup->cure);
	else
		return true;
	return false;
}

/* Can the store write at all, and does PostgreSQL take the statement? */
static bool
can_write(const VerdictWork *work, const UsState *state, Relation rel,
		  CmdType command, const UsPlan *plan, const char *missing,
		  UsVerdict *verdict)
{
	int			commands = relation_is_updatable(RelationGetRelid(rel), NIL,
												 true, NULL);

	if (state->mapping->options->read_only)
		refuse(verdict, "The store's mode is \"read\".", NULL);
	else if (plan->sql == NULL)
		refuse(verdict, missing, NULL);
	else if ((commands & (1 << command)) == 0)
		refuse(verdict, rel->rd_rel->relkind == RELKIND_VIEW ?
			   "The view can't be written to: it wants an INSTEAD OF trigger." :
			   "The relation can't be written to.", NULL);
	else
		return can_find(work, state, US_FIELD_USER_ID, true, verdict) &&
			is_accepted(plan, verdict);
	return false;
}

/* Characters of a new verifier as the store holds it, with whichever key. */
static size_t
length_of_new(const UsState *state, const UsRecipe *recipe)
{
	size_t		len = us_hash_length(recipe->format, &recipe->cost);

	if (state->sealing == US_SEALING_OFF)
		return len;
	return us_seal_length(US_SEAL_ID_MAX, US_SEAL_ID_MAX, len);
}

/* Can a new verifier be made, and does it fit? */
static bool
can_make_verifier(const UsState *state, Relation rel, UsVerdict *verdict)
{
	const UsOptions *options = state->mapping->options;
	const UsColumn *column = us_mapping_stored(state->mapping,
											   US_FIELD_VERIFIER);
	UsRecipe	recipe = us_options_recipe(options);

	if (options->format == NULL && options->declared != NULL)
	{
		refuse(verdict, "No new verifiers are made in the declared scheme: say in option \"verifiers\" which format the application reads.",
			   NULL);
		return false;
	}
	if (options->format == NULL)
	{
		refuse(verdict, "Which format of verifiers the application reads is not declared: options \"scheme\" or \"verifiers\".",
			   NULL);
		return false;
	}
	return column == NULL ||
		us_width_suffices(rel, column,
						  length_of_new(state, &recipe), verdict);
}

static void
judge_get_user(const VerdictWork *work, UsState *state, Relation rel,
			   UsVerdict *verdict)
{
	for (int i = 0; i < (int) lengthof(identifiers); i++)
	{
		if (work->lookups[identifiers[i]] != NULL &&
			work->lookups[identifiers[i]]->indexed)
			return;
	}
	refuse(verdict, "No index finds a user by e-mail address, username or phone number.",
		   NULL);
	for (int i = 0; i < (int) lengthof(identifiers); i++)
	{
		const UsLookup *lookup = work->lookups[identifiers[i]];

		if (lookup != NULL && verdict->cure == NULL)
			verdict->cure = lookup->cure;
	}
}

static void
judge_login(const VerdictWork *work, UsState *state, Relation rel,
			UsVerdict *verdict)
{
	if (state->plans[US_CREDENTIAL].sql == NULL)
		refuse(verdict, "Its mapping has no column for the verifier.", NULL);
	else
		judge_get_user(work, state, rel, verdict);
}

/*
 * Can an INSERT fill all the columns that must be filled?  never and if_given
 * are the names of those that no new row has, or not each; relation is where a
 * default would help, or NULL.
 */
static bool
can_fill(const char *never, const char *if_given, const char *relation,
		 UsVerdict *verdict)
{
	if (never[0] != '\0')
	{
		refuse(verdict, psprintf("NOT NULL without a default, and filled neither by a field nor by \"set\".\"create\": %s.",
								 never),
			   relation == NULL || strchr(never, ',') ? NULL :
			   psprintf("ALTER TABLE %s ALTER COLUMN %s SET DEFAULT ...",
						relation, never));
		return false;
	}
	if (if_given[0] != '\0')
		verdict->reason = psprintf("A new user must be given what these columns hold: %s.",
								   if_given);
	return true;
}

/* The INSERT of all that create may be given. */
static UsPlan
widest_insert(const UsMapping *mapping)
{
	UsPlan		plan = {0};
	uint64		slots = US_SLOT_BIT(US_FIELD_VERIFIER);

	for (int slot = 0; slot < US_FIELD_COUNT + mapping->custom_count; slot++)
	{
		const UsColumn *column = us_mapping_slot(mapping, slot);

		if (column != NULL && us_column_is_stored(column) &&
			(slot >= US_FIELD_COUNT ||
			 us_fields[slot].input != US_INPUT_REFUSED))
			slots |= US_SLOT_BIT(slot);
	}
	us_insert_build(mapping, slots, &plan);
	return plan;
}

static void
judge_create(const VerdictWork *work, UsState *state, Relation rel,
			 UsVerdict *verdict)
{
	const UsMapping *mapping = state->mapping;
	UsPlan		insert;

	if (!us_mapping_writes(mapping, US_FIELD_VERIFIER, US_SET_FOR_CREATE))
	{
		refuse(verdict, "Its mapping has no column for the verifier that can be written.",
			   NULL);
		return;
	}
	if (us_mapping_column(mapping, US_FIELD_EMAIL) != NULL &&
		!us_mapping_writes(mapping, US_FIELD_EMAIL, US_SET_FOR_CREATE))
	{
		refuse(verdict, "The e-mail address is not in a column of the relation, nor in an expression of \"set\".\"create\".",
			   NULL);
		return;
	}
	for (int i = 0; i < (int) lengthof(identifiers); i++)
	{
		if (us_mapping_column(mapping, identifiers[i]) != NULL &&
			!can_find(work, state, identifiers[i], true, verdict))
			return;
	}
	insert = widest_insert(mapping);
	if (!can_make_verifier(state, rel, verdict) ||
		!can_write(work, state, rel, CMD_INSERT, &insert, NULL, verdict))
		return;
	if (rel->rd_rel->relkind == RELKIND_VIEW)
		(void) can_fill(us_filled_not_by(us_plan_explain(&insert, NULL)), "",
						NULL, verdict);
	else
		(void) can_fill(us_filled_columns(mapping, rel, US_FILLED_NEVER),
						us_filled_columns(mapping, rel, US_FILLED_IF_GIVEN),
						mapping->relation, verdict);
}

static void
judge_verify(const VerdictWork *work, UsState *state, Relation rel,
			 UsVerdict *verdict)
{
	(void) (can_write(work, state, rel, CMD_UPDATE, &state->plans[US_SET_VERIFIED],
					  "Its mapping has no columns for email and email_verified.",
					  verdict) &&
			can_find(work, state, US_FIELD_EMAIL, false, verdict));
}

static void
judge_change_password(const VerdictWork *work, UsState *state, Relation rel,
					  UsVerdict *verdict)
{
	(void) (can_write(work, state, rel, CMD_UPDATE, &state->plans[US_SET_VERIFIER],
					  "Its mapping has no column for the verifier that can be written.",
					  verdict) &&
			can_make_verifier(state, rel, verdict));
}

static void
judge_change_email(const VerdictWork *work, UsState *state, Relation rel,
				   UsVerdict *verdict)
{
	(void) (can_write(work, state, rel, CMD_UPDATE, &state->plans[US_SET_EMAIL],
					  "The e-mail address is not in a column of the relation, nor in an expression of \"set\".\"change_email\".",
					  verdict) &&
			can_find(work, state, US_FIELD_EMAIL, true, verdict));
}

static void
judge_delete(const VerdictWork *work, UsState *state, Relation rel,
			 UsVerdict *verdict)
{
	CmdType		command = state->mapping->options->sets[US_SET_FOR_DELETE] ?
		CMD_UPDATE : CMD_DELETE;

	(void) can_write(work, state, rel, command, &state->plans[US_DELETE_USER],
					 NULL, verdict);
}

/* NB: a foreign server can't be told to skip a locked row. */
static bool
can_skip_locked(Relation rel, UsVerdict *verdict)
{
	if (rel->rd_rel->relkind != RELKIND_FOREIGN_TABLE)
		return true;
	refuse(verdict, "A login would wait for a locked row of the foreign server.",
		   NULL);
	return false;
}

static void
judge_upgrade(const VerdictWork *work, UsState *state, Relation rel,
			  UsVerdict *verdict)
{
	us_owner_want_no_wait();
	if (state->mapping->options->verifiers == US_VERIFIERS_KEEP)
		refuse(verdict, "The option \"verifiers\" is \"keep\".", NULL);
	else
		(void) (can_skip_locked(rel, verdict) &&
				can_write(work, state, rel, CMD_UPDATE, &state->plans[US_UPGRADE],
						  "Its mapping has no column for the verifier that can be written.",
						  verdict) &&
				can_make_verifier(state, rel, verdict));
}

static void
judge_stamp(const VerdictWork *work, UsState *state, Relation rel,
			UsVerdict *verdict)
{
	us_owner_want_no_wait();
	(void) (can_skip_locked(rel, verdict) &&
			can_write(work, state, rel, CMD_UPDATE, &state->plans[US_STAMP_LOGIN],
					  "There is no \"set\".\"login\".", verdict));
}

static void (*const judges[US_CAPABILITY_COUNT]) (const VerdictWork *work,
												  UsState *state, Relation rel,
												  UsVerdict *verdict) = {
	judge_login, judge_create, judge_verify, judge_change_password,
	judge_get_user, judge_delete, judge_change_email, judge_upgrade,
	judge_stamp
};

/* Finds a verdict; a work function of us_store_explore. */
static void
find_verdict(UsState *state, Relation rel, void *arg)
{
	VerdictWork *work = arg;
	UsVerdict	verdict = {.known = true, .able = true};
	MemoryContext old;

	judges[work->which] (work, state, rel, &verdict);
	work->verdict = verdict;
	for (int i = 0; i < US_FIELD_COUNT; i++)
	{
		if (work->lookups[i] != NULL && work->lookups[i]->transient)
			return;
	}

	old = MemoryContextSwitchTo(state->context);
	if (verdict.reason != NULL)
		verdict.reason = pstrdup(verdict.reason);
	if (verdict.told != NULL)
		verdict.told = pstrdup(verdict.told);
	if (verdict.cure != NULL)
		verdict.cure = pstrdup(verdict.cure);
	MemoryContextSwitchTo(old);
	state->verdicts[work->which] = verdict;
}

const UsVerdict *
us_capability(UsStore *store, UsCapability which)
{
	UsState    *state = us_store_state(store);
	VerdictWork *work;

	if (state->verdicts[which].known)
		return &state->verdicts[which];

	work = palloc0(sizeof(VerdictWork));
	work->which = which;
	work->lookups[US_FIELD_USER_ID] = us_search_lookup(store,
													   US_FIELD_USER_ID);
	for (int i = 0; i < (int) lengthof(identifiers); i++)
		work->lookups[identifiers[i]] = us_search_lookup(store,
														 identifiers[i]);
	us_store_explore(store, true, find_verdict, work);
	return &work->verdict;
}

/* What find_now() needs. */
typedef struct NowWork
{
	UsStore    *store;
	UsCapability which;
	bool		able;
} NowWork;

/* A work function of us_attempt. */
static void
find_now(void *arg)
{
	NowWork    *work = arg;

	work->able = us_capability(work->store, work->which)->able;
}

/*
 * us_capability_now
 *
 * NB: to judge a statement asks for its locks, so they are had first.
 */
bool
us_capability_now(UsStore *store, UsCapability which)
{
	NowWork		work = {store, which, false};

	if (us_store_state(store)->verdicts[which].known)
		return us_store_state(store)->verdicts[which].able;
	return us_store_lock_if_free(store) &&
		us_attempt(find_now, &work) == NULL && work.able;
}
