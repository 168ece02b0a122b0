/*-------------------------------------------------------------------------
 *
 * offenders.c
 *	  Charges failures to identifiers that nobody has, without a hash for each.
 *
 * For tests only: it is built into a copy of the library, see TestGuard.pm.
 *
 * t/lib/offenders.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "shared.h"
#include "throttle.h"

PG_FUNCTION_INFO_V1(regress_charge);

/* regress_charge(first int, last int, store uuid) → void: one failure each. */
Datum
regress_charge(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *id = PG_GETARG_UUID_P(2);

	if (!us_shared_attach())
		elog(ERROR, "no shared memory");
	for (int i = PG_GETARG_INT32(0); i <= PG_GETARG_INT32(1); i++)
	{
		UsSubject	subject;
		char		name[32];

		CHECK_FOR_INTERRUPTS();
		snprintf(name, sizeof(name), "offender%d@example.com", i);
		subject = us_throttle_subject(id, US_SUBJECT_EMAIL, name);
		us_throttle_charge(subject, (uint16) i);
	}
	PG_RETURN_VOID();
}
