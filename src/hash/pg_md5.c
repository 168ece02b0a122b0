/*-------------------------------------------------------------------------
 *
 * pg_md5.c
 *	  The scheme "pg-md5-role": what PostgreSQL keeps of a role in MD5.
 *
 *	 md5<hexadecimal of md5(password role)>
 *
 * src/hash/pg_md5.c
 *
 *-------------------------------------------------------------------------
 */
#include "pg_md5.h"

#include "declared.h"
#include "salted.h"
#include "span.h"

UsHashResult
us_pg_md5_role_read(const UsVerifier *verifier, const UsHashLimits *limits,
					UsHashJob *job, UsHashInfo *info)
{
	static const char *const no_keys[] = {NULL};
	UsSpan		rest = verifier->text;
	UsHashResult result;

	(void) limits;
	if (!us_declared_is_of(us_declared_for(verifier, info->scheme), no_keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared scheme has no parameters.");
	if (!us_span_skip(&rest, "md5"))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier does not begin with \"md5\".");
	if (verifier->user.start == NULL)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The scheme needs the user's name, which is not known.");
	result = us_salted_start(job, US_MD5, info);
	if (result != US_HASH_MATCH)
		return result;
	if (!us_salted_expect_hex(job, rest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "What follows \"md5\" is not the hexadecimal of an MD5.");
	if (!us_salted_append(&us_salted_state(job)->after, verifier->user))
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The user's name is longer than 512 bytes.");
	return US_HASH_MATCH;
}
