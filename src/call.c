/*-------------------------------------------------------------------------
 *
 * call.c
 *	  Opens one call of an action: who, which store, which context.
 *
 * The order of the checks is that of what may be told: who has no access
 * learns nothing else.
 *
 * src/call.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/jsonb.h"

#include "argument.h"
#include "call.h"
#include "capability.h"
#include "compat.h"
#include "costs.h"
#include "hiding.h"
#include "outcome.h"
#include "password.h"
#include "sealing.h"

StaticAssertDecl((int) US_CAN_CHANGE_EMAIL == (int) US_CHANGE_EMAIL,
				 "the capabilities begin with the actions");

bool
us_call_may_write(void)
{
	return !XactReadOnly && !RecoveryInProgress();
}

/* Raises 25006 before any work is done for an action that writes. */
static void
check_writable(UsAction action)
{
	if (action == US_LOGIN || action == US_GET_USER || us_call_may_write())
		return;
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_READ_ONLY_SQL_TRANSACTION),
			errmsg("cannot execute userstore.%s() in a read-only transaction",
				   us_action_name(action)));
}

/* Reads context.identifierType; the context has no other use yet. */
static void
read_context(UsCall *call, FunctionCallInfo fcinfo, int argno)
{
	static const char key[] = "identifierType";
	Jsonb	   *context;
	JsonbValue	value;

	context = (Jsonb *) us_argument_optional(fcinfo, argno, "context",
											 US_CONTEXT_MAX);
	if (context == NULL)
		return;
	context = DatumGetJsonbP(PointerGetDatum(context));
	if (JB_ROOT_IS_SCALAR(context) &&
		JsonbExtractScalar(&context->root, &value) && value.type == jbvNull)
		return;
	if (!JB_ROOT_IS_OBJECT(context))
		us_refuse_argument("context", "It is not an object.");
	call->by_user_id =
		getKeyJsonValueFromContainer(&context->root, key, strlen(key),
									 &value) != NULL &&
		value.type == jbvString &&
		value.val.string.len == strlen("user_id") &&
		memcmp(value.val.string.val, "user_id", strlen("user_id")) == 0;
}

/* The store argument, or NULL.  22023 for a name that no store can have. */
static char *
read_store_name(FunctionCallInfo fcinfo, int argno)
{
	text	   *name = (text *) us_argument_optional(fcinfo, argno, "store",
													 NAMEDATALEN - 1);

	return name ? text_to_cstring(name) : NULL;
}

/* NB: before anything is looked up; it counts whatever becomes of the call. */
static void
take_quota(const UsCall *call, int per_hour)
{
	int			quota = us_action_quota(call->action);

	if (quota < 0)
		return;
	if (per_hour > 0)
		us_guard_require(&call->guard);
	if (call->guard.usage != NULL)
		us_usage_take(call->guard.usage, (UsQuota) quota, per_hour);
}

/* NB: suspended before anything is looked up, so for everybody alike. */
static void
open_store(UsCall *call)
{
	UsCapability which = (UsCapability) call->action;
	const UsVerdict *verdict;

	call->store = us_store_open(call->store_name);
	if (us_store_state(call->store)->suspended)
		us_refuse(US_STORE_SUSPENDED, NULL);
	verdict = us_capability(call->store, which);
	if (!verdict->able)
		us_refuse_capability(call->store_name, us_action_name(call->action),
							 verdict->told ? verdict->told :
							 verdict->reason);
	if (call->action == US_LOGIN || call->action == US_CREATE ||
		call->action == US_CHANGE_PASSWORD)
		us_sealing_require(us_store_state(call->store));
	call->recipe = us_options_recipe(us_store_mapping(call->store)->options);
	call->limits = us_password_limits(&call->recipe);
	call->load = us_costs_load(call->store, &call->recipe);
}

void
us_call_open(UsCall *call, FunctionCallInfo fcinfo, UsAction action,
			 int store_arg, int context_arg)
{
	int			per_hour;

	us_hide_statement();
	memset(call, 0, sizeof(*call));
	call->action = action;

	/* Inside a long transaction nothing else might receive a revocation. */
	AcceptInvalidationMessages();
	us_access_check(action, read_store_name(fcinfo, store_arg),
					call->store_name, &per_hour);
	if (context_arg >= 0)
		read_context(call, fcinfo, context_arg);
	check_writable(action);
	open_store(call);
	call->guard = us_guard_make(GetUserId(), call->store_name);
	take_quota(call, per_hour);
}

/*
 * us_call_resume
 *
 * NB: what is about to write has the relation's lock before it asks whether
 * verifiers are sealed; reseal.c waits for who had the lock then.
 */
void
us_call_resume(UsCall *call)
{
	int			per_hour;

	if (call->action != US_LOGIN)
		us_store_lock_for_write(call->store);
	AcceptInvalidationMessages();
	us_access_check(call->action, call->store_name, call->store_name,
					&per_hour);
	open_store(call);
}
