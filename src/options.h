/*-------------------------------------------------------------------------
 *
 * options.h
 *	  The options of a store.
 *
 * src/options.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_OPTIONS_H
#define US_OPTIONS_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/jsonb.h"

#include "hash/hash.h"
#include "policy_option.h"

#define US_DECLARED_MAX	1024	/* bytes of a declared scheme */

/* Whose the verifiers are; options.verifiers. */
typedef enum UsVerifiers
{
	US_VERIFIERS_KEEP,			/* the application's: no login rewrites one */
	US_VERIFIERS_WRITE,			/* logins upgrade to what it reads */
	US_VERIFIERS_EXCLUSIVE		/* ours alone */
} UsVerifiers;

/* For which action an assignment of options.set is. */
typedef enum UsSetFor
{
	US_SET_FOR_CREATE,
	US_SET_FOR_LOGIN,
	US_SET_FOR_VERIFY,
	US_SET_FOR_CHANGE_PASSWORD,
	US_SET_FOR_CHANGE_EMAIL,
	US_SET_FOR_DELETE,
	US_SET_FOR_ANY				/* all of them, of login an upgrade alone */
} UsSetFor;

#define US_SET_FOR_COUNT	(US_SET_FOR_ANY + 1)

/* One assignment of options.set. */
typedef struct UsSet
{
	char	   *column;			/* as it is called */
	char	   *expression;
} UsSet;

/* Which of what was done is recorded; options.events. */
typedef enum UsEventsWanted
{
	US_EVENTS_ALL,				/* logins and changes */
	US_EVENTS_CHANGES,
	US_EVENTS_OFF
} UsEventsWanted;

/* How new verifiers are made. */
typedef struct UsRecipe
{
	const UsHashFormat *format;
	UsHashCost	cost;
	bool		as_given;		/* hash what was typed, not its NFC */
	UsSpan		declared;		/* the scheme of what does not describe itself */
} UsRecipe;

typedef struct UsOptions
{
	char	   *where;			/* a condition of every statement, or NULL */
	List	   *sets[US_SET_FOR_COUNT]; /* of UsSet */
	UsVerifiers verifiers;
	const UsHashFormat *format; /* of new verifiers; NULL: not declared */
	char	   *declared;		/* the scheme of old ones, or NULL; hash/types.h */
	uint32		rounds;			/* options.cost, 0: the format's default */
	bool		read_only;		/* mode is read */
	bool		superuser_owner;	/* allow_superuser_owner */
	bool		unique_asserted;	/* somebody else keeps identifiers unique */
	char	   *user_id_prefix; /* never NULL */
	List	   *schemas;		/* of search_path, names; NIL: the relation's */
	UsEventsWanted events;
	UsPolicy	policy;
} UsOptions;

/*
 * Reads the options of a store, in the current memory context.  Raises 22023
 * for what is unknown or malformed.
 */
extern UsOptions *us_options_read(const char *store, Jsonb *options);

/* The name of an action in options.set. */
extern const char *us_options_set_name(UsSetFor action);

/*
 * The assignments of an action: its own and, where it has none for a column,
 * those of "any".  In the current memory context.
 */
extern List *us_options_set(const UsOptions *options, UsSetFor action);

/* Do some assignments set that column? */
extern bool us_options_assign(const List *sets, const char *column);

/*
 * How the store makes verifiers: in its format or, if none is declared or
 * options is NULL, argon2.
 */
extern UsRecipe us_options_recipe(const UsOptions *options);

#endif							/* US_OPTIONS_H */
