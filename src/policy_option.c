/*-------------------------------------------------------------------------
 *
 * policy_option.c
 *	  Option "policy" of a store: what a new password must be.
 *
 * {"min_length": <8 to 64>, "max_length": <64 to 4096>, "blocklist": true,
 *  "no_personal_data": true, "history": <0 to 10>}
 *
 * The bounds are those of NIST SP 800-63B: at least 8 characters, and 64 have
 * to be taken.  So no least length exceeds a greatest one.
 *
 * src/policy_option.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "argument.h"
#include "member.h"
#include "policy_option.h"

#define LENGTH_TAKEN	64		/* characters that every policy has to take */
#define HISTORY_MAX		10		/* a change costs two hashes more than that */

/* In the order of the cases of read_member(). */
static const char *const names[] = {
	"min_length", "max_length", "blocklist", "no_personal_data", "history"
};

static int
read_number(const UsOption *member, int min, int max)
{
	return us_option_integer(member, min, max,
							 psprintf("It is from %d to %d.", min, max));
}

static void
read_member(const UsOption *member, int which, UsPolicy *policy)
{
	switch (which)
	{
		case 0:
			policy->min_length = read_number(member, US_POLICY_MIN_LENGTH,
											 LENGTH_TAKEN);
			break;
		case 1:
			policy->max_length = read_number(member, LENGTH_TAKEN,
											 US_PASSWORD_MAX);
			break;
		case 2:
			policy->blocklist = us_option_boolean(member);
			break;
		case 3:
			policy->no_personal_data = us_option_boolean(member);
			break;
		case 4:
			policy->history = read_number(member, 0, HISTORY_MAX);
			break;
	}
}

/* Which member has that name?  Raises 22023 if there is none. */
static int
find_member(const UsOption *option, const char *name)
{
	for (int i = 0; i < (int) lengthof(names); i++)
	{
		if (strcmp(name, names[i]) == 0)
			return i;
	}
	us_option_refuse_name(option, name, names, lengthof(names));
	return -1;
}

/* A policy while it is read. */
typedef struct Reading
{
	const UsOption *option;
	UsPolicy   *policy;
} Reading;

/* A visitor of us_member_visit. */
static void
visit_member(char *name, const JsonbValue *value, void *arg)
{
	const Reading *reading = arg;
	const UsOption *option = reading->option;
	int			which = find_member(option, name);
	UsOption	member = {option->store,
	psprintf("%s.%s", option->name, name), value};

	read_member(&member, which, reading->policy);
}

void
us_policy_option_read(const UsOption *option, UsPolicy *policy)
{
	Reading		reading = {option, policy};

	if (!us_option_is_object(option->value))
		us_option_refuse(option, "It is not an object.");
	us_member_visit(option->value->val.binary.data, visit_member, &reading);
}
