/*-------------------------------------------------------------------------
 *
 * outcome.c
 *	  The refusals: one table of SQLSTATE, code and message.
 *
 * The SQLSTATEs are in the implementation-defined subclasses of the standard,
 * so that they can't be taken for an error of the application's own and pass
 * through proxies that lose the constraint name.  No message carries a value
 * that a caller gave but the name of a store; and no context, in which a
 * caller's function would repeat its statement with the password in it.
 *
 * src/outcome.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "outcome.h"

typedef struct RefusalRow
{
	int			sqlstate;
	const char *code;
	const char *message;
} RefusalRow;

/* In the order of UsRefusal. */
static const RefusalRow refusals[] = {
	{MAKE_SQLSTATE('2', '3', 'U', '0', '1'), "user_exists",
	"a user with this e-mail address already exists"},
	{MAKE_SQLSTATE('2', '3', 'U', '0', '2'), "username_exists",
	"a user with this username already exists"},
	{MAKE_SQLSTATE('2', '3', 'U', '0', '3'), "phone_number_exists",
	"a user with this phone number already exists"},
	{MAKE_SQLSTATE('2', '3', 'U', '1', '1'), "invalid_email",
	"the e-mail address is not valid"},
	{MAKE_SQLSTATE('2', '3', 'U', '1', '2'), "invalid_username",
	"the username is not valid"},
	{MAKE_SQLSTATE('2', '3', 'U', '1', '3'), "invalid_phone_number",
	"the phone number is not valid"},
	{MAKE_SQLSTATE('2', '3', 'U', '2', '0'), "invalid_password",
	"the password is not acceptable"},
	{MAKE_SQLSTATE('2', '3', 'U', '2', '1'), "password_dictionary_error",
	"the password is one of those that are guessed first"},
	{MAKE_SQLSTATE('2', '3', 'U', '2', '2'), "password_no_user_info_error",
	"the password contains personal data of the user"},
	{MAKE_SQLSTATE('2', '3', 'U', '2', '3'), "password_history_error",
	"the password was used before"},
	{MAKE_SQLSTATE('2', '8', 'U', '0', '1'), "too_many_attempts",
	"too many wrong passwords"},
	{MAKE_SQLSTATE('2', '8', 'U', '0', '2'), "blocked_user",
	"the user is blocked"},
	{MAKE_SQLSTATE('2', '8', 'U', '0', '3'), "password_change_required",
	"the password must be changed"},
	{MAKE_SQLSTATE('5', '3', 'U', '0', '1'), "too_many_requests",
	"too many requests"},
	{MAKE_SQLSTATE('5', '5', 'U', '0', '1'), "store_suspended",
	"the store is suspended"},
	{MAKE_SQLSTATE('5', '5', 'U', '0', '2'), "key_missing",
	"a key that the store's verifiers are sealed with is missing"},
};

StaticAssertDecl(lengthof(refusals) == US_KEY_MISSING + 1,
				 "a refusal has no row in the table");

void
us_forget_context(void)
{
	error_context_stack = NULL;
}

void
us_refuse(UsRefusal refusal, const char *detail)
{
	const RefusalRow *row = &refusals[refusal];

	us_forget_context();
	ereport(ERROR,
			errcode(row->sqlstate),
			errmsg("%s", row->message),
			detail ? errdetail("%s", detail) : 0,
			err_generic_string(PG_DIAG_CONSTRAINT_NAME, row->code));
}

void
us_refuse_store(const char *store)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg("no access to store \"%s\"", store),
			errdetail("The store does not exist, or this action on it is not granted to the current role."),
			errhint("A superuser grants it with userstore.grant_access(); members of a granted role have no access."));
}

void
us_refuse_capability(const char *store, const char *action,
					 const char *reason)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("store \"%s\" can't do \"%s\"", store, action),
			errdetail("%s", reason),
			errhint("userstore.capabilities() says what the store can do, and what would cure the rest."));
}

void
us_refuse_argument(const char *argument, const char *detail)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("invalid value for argument \"%s\"", argument),
			errdetail("%s", detail));
}

void
us_refuse_memory(void)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_OUT_OF_MEMORY),
			errmsg("out of memory"),
			errdetail("The work area for hashing a password could not be allocated."));
}

void
us_refuse_restless(const char *store)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			errmsg("could not serialize access to store \"%s\"", store),
			errdetail("The user's verifier changed too often."));
}

void
us_refuse_null(const char *argument)
{
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			errmsg("argument \"%s\" must not be null", argument));
}
