/*-------------------------------------------------------------------------
 *
 * forum_md5.c
 *	  The schemes "joomla-md5", "oscommerce-md5", "vbulletin-md5", "ipb-md5".
 *
 * The verifier is the hexadecimal of an MD5, with the salt behind a colon or
 * in a column of its own.
 *
 * src/hash/forum_md5.c
 *
 *-------------------------------------------------------------------------
 */
#include "forum_md5.h"

#include "declared.h"
#include "salted.h"
#include "span.h"

#define HEX_LEN		32			/* of an MD5 */

typedef enum Recipe
{
	PASSWORD_SALT,
	SALT_PASSWORD,
	MD5_PASSWORD_SALT,
	MD5_SALT_MD5_PASSWORD
} Recipe;

/* Finds digest and salt; a salt behind a colon is the verifier's own. */
static bool
split(const UsVerifier *verifier, UsSpan *digest, UsSpan *salt)
{
	UsSpan		rest = verifier->text;

	if (rest.len < HEX_LEN)
		return false;
	*digest = us_span_take(&rest, HEX_LEN);
	*salt = verifier->salt;
	if (us_span_skip(&rest, ":"))
		*salt = rest;
	else if (rest.len > 0)
		return false;
	return true;
}

/* Puts the salt where the recipe has it. */
static UsHashResult
season(Recipe recipe, UsSpan salt, UsHashJob *job, UsHashInfo *info)
{
	UsSalted   *salted = us_salted_state(job);
	char		hex[HEX_LEN + 1];
	UsHashResult result;
	bool		fits;

	switch (recipe)
	{
		case PASSWORD_SALT:
			fits = us_salted_append(&salted->after, salt);
			break;
		case SALT_PASSWORD:
			fits = us_salted_append(&salted->before, salt);
			break;
		case MD5_PASSWORD_SALT:
			fits = us_salted_append(&salted->after, salt);
			job->prepare = us_salted_prepare_md5;
			break;
		default:
			result = us_digest_hex(US_MD5, &salt, 1, hex);
			if (result != US_HASH_MATCH)
				return us_hash_refuse(info, result, us_digest_detail(result));
			fits = us_salted_append(&salted->before,
									(UsSpan) {hex, HEX_LEN});
			job->prepare = us_salted_prepare_md5;
	}
	return fits ? US_HASH_MATCH : us_salted_too_long(info);
}

static UsHashResult
read_recipe(Recipe recipe, const UsVerifier *verifier, UsHashJob *job,
			UsHashInfo *info)
{
	static const char *const no_keys[] = {NULL};
	UsHashResult result;
	UsSpan		digest;
	UsSpan		salt;

	if (!us_declared_is_of(us_declared_for(verifier, info->scheme), no_keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared scheme has no parameters.");
	if (!split(verifier, &digest, &salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier is not the hexadecimal of an MD5, alone or before a colon and its salt.");
	if (salt.start == NULL)
	{
		if (recipe != PASSWORD_SALT)
			return us_hash_refuse(info, US_HASH_MALFORMED,
								  "The salt stands neither behind the digest nor in a column of its own.");
		salt = US_SPAN("");
	}
	result = us_salted_start(job, US_MD5, info);
	if (result == US_HASH_MATCH)
		result = season(recipe, salt, job, info);
	if (result == US_HASH_MATCH && !us_salted_expect_hex(job, digest))
		result = us_hash_refuse(info, US_HASH_MALFORMED,
								"The verifier does not begin with the hexadecimal of an MD5.");
	return result;
}

UsHashResult
us_joomla_md5_read(const UsVerifier *verifier, const UsHashLimits *limits,
				   UsHashJob *job, UsHashInfo *info)
{
	(void) limits;
	return read_recipe(PASSWORD_SALT, verifier, job, info);
}

UsHashResult
us_oscommerce_md5_read(const UsVerifier *verifier,
					   const UsHashLimits *limits, UsHashJob *job,
					   UsHashInfo *info)
{
	(void) limits;
	return read_recipe(SALT_PASSWORD, verifier, job, info);
}

UsHashResult
us_vbulletin_md5_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	(void) limits;
	return read_recipe(MD5_PASSWORD_SALT, verifier, job, info);
}

UsHashResult
us_ipb_md5_read(const UsVerifier *verifier, const UsHashLimits *limits,
				UsHashJob *job, UsHashInfo *info)
{
	(void) limits;
	return read_recipe(MD5_SALT_MD5_PASSWORD, verifier, job, info);
}
