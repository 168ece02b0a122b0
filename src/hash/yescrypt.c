/*-------------------------------------------------------------------------
 *
 * yescrypt.c
 *	  The schemes of crypt(3) that are counted in memory.
 *
 * libxcrypt 4.4 says of memory that it could not get that the setting is
 * invalid.  A setting that passed here is valid, so that this is what it
 * means, unless the library was built without the method.
 *
 * src/hash/yescrypt.c
 *
 *-------------------------------------------------------------------------
 */
#include "yescrypt.h"

#include <sodium.h>

#include "crypt3.h"
#include "crypt_job.h"
#include "span.h"
#include "yescrypt_setting.h"

#define CHECKSUM_DIGITS	43		/* 32 bytes */
#define CHECKSUM_SPARE	0x30	/* the bits of its last digit beyond them */

/* What there is to know of each scheme. */
typedef struct Method
{
	const char *prefix;
	UsHashPrimitive primitive;
	UsHashResult (*decode) (UsSpan rest, UsYescrypt *parameters,
							UsHashInfo *info);
	UsCompute	compute;
	const char *shape;			/* the refusal of another string */
} Method;

/* Can the method be computed at all, with next to no memory? */
static bool
is_computed(const char *setting)
{
	char		hashed[US_CRYPT3_ROOM];
	bool		computed = us_crypt3_compute(setting, US_SPAN(""),
											 hashed) == US_HASH_MATCH;

	sodium_memzero(hashed, sizeof(hashed));
	return computed;
}

/* As us_crypt_compute; the cheapest setting tells what a failure means. */
static UsHashResult
compute(const char *cheapest, const UsHashJob *job, UsSpan password,
		unsigned char *out, UsHashInfo *info)
{
	UsHashResult result = us_crypt_compute(job, password, out, info);

	if (result == US_HASH_UNSUPPORTED && is_computed(cheapest))
		return us_hash_refuse(info, US_HASH_NO_MEMORY,
							  us_crypt3_detail(US_HASH_NO_MEMORY));
	return result;
}

/* They have an N of 4, an r and a p of 1 and no salt. */
static UsHashResult
compute_yescrypt(const UsHashJob *job, UsSpan password, unsigned char *out,
				 UsHashInfo *info)
{
	return compute("$y$j/.$", job, password, out, info);
}

static UsHashResult
compute_gost(const UsHashJob *job, UsSpan password, unsigned char *out,
			 UsHashInfo *info)
{
	return compute("$gy$j/.$", job, password, out, info);
}

static UsHashResult
compute_scrypt7(const UsHashJob *job, UsSpan password, unsigned char *out,
				UsHashInfo *info)
{
	return compute("$7$0/..../....", job, password, out, info);
}

static const Method yescrypt = {
	"$y$", US_PRIMITIVE_YESCRYPT, us_yescrypt_decode, compute_yescrypt,
	"The yescrypt string is not $y$, parameters, $, a salt, $ and 43 characters of checksum."
};

static const Method gost = {
	"$gy$", US_PRIMITIVE_GOST_YESCRYPT, us_yescrypt_decode, compute_gost,
	"The gost-yescrypt string is not $gy$, parameters, $, a salt, $ and 43 characters of checksum."
};

static const Method scrypt7 = {
	"$7$", US_PRIMITIVE_SCRYPT7, us_yescrypt_decode_scrypt7, compute_scrypt7,
	"The scrypt string is not $7$, parameters, a salt, $ and 43 characters of checksum."
};

/* Parses and bounds; the contract is UsHashScheme's read. */
static UsHashResult
read_method(const Method *method, const UsVerifier *verifier,
			const UsHashLimits *limits, UsHashJob *job, UsHashInfo *info)
{
	UsYescrypt	parameters;
	UsCryptParts parts;
	UsSpan		rest;
	UsHashResult result;

	if (!us_crypt_split(verifier->text, CHECKSUM_DIGITS, &parts) ||
		!us_crypt_is_canonical(parts.checksum, CHECKSUM_SPARE))
		return us_hash_refuse(info, US_HASH_MALFORMED, method->shape);
	rest = parts.setting;
	if (!us_span_skip(&rest, method->prefix))
		return us_hash_refuse(info, US_HASH_MALFORMED, method->shape);
	result = method->decode(rest, &parameters, info);
	if (result == US_HASH_MATCH)
		result = us_yescrypt_bound(&parameters, method->primitive, limits,
								   info);
	if (result != US_HASH_MATCH)
		return result;
	if (!us_crypt_set_job(job, &parts))
		return us_hash_refuse(info, US_HASH_MALFORMED, method->shape);
	job->compute = method->compute;
	return US_HASH_MATCH;
}

bool
us_yescrypt_recognise(UsSpan text)
{
	return us_span_begins(text, yescrypt.prefix);
}

UsHashResult
us_yescrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
				 UsHashJob *job, UsHashInfo *info)
{
	return read_method(&yescrypt, verifier, limits, job, info);
}

bool
us_gost_yescrypt_recognise(UsSpan text)
{
	return us_span_begins(text, gost.prefix);
}

UsHashResult
us_gost_yescrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	return read_method(&gost, verifier, limits, job, info);
}

bool
us_crypt_scrypt7_recognise(UsSpan text)
{
	return us_span_begins(text, scrypt7.prefix);
}

UsHashResult
us_crypt_scrypt7_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	return read_method(&scrypt7, verifier, limits, job, info);
}
