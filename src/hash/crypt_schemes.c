/*-------------------------------------------------------------------------
 *
 * crypt_schemes.c
 *	  The schemes of crypt(3) that are counted in rounds.
 *
 * The strings are taken apart and bounded here because libxcrypt goes to work
 * at once: on a thousand million rounds, too.
 *
 * src/hash/crypt_schemes.c
 *
 *-------------------------------------------------------------------------
 */
#include "crypt_schemes.h"

#include "crypt3_burn.h"
#include "crypt_setting.h"
#include "span.h"

#define DES_PASSWORD_MAX	8	/* bytes that it looks at */

static const UsCryptMethod sha512 = {
	"$6$", US_PRIMITIVE_SHA512CRYPT, 86, 0x3C, us_crypt_parse_salted,
	16, 5000, 1000, 999999999,
	"The sha512crypt string is not $6$, perhaps rounds=N$, a salt, $ and 86 characters of checksum."
};

static const UsCryptMethod sha256 = {
	"$5$", US_PRIMITIVE_SHA256CRYPT, 43, 0x30, us_crypt_parse_salted,
	16, 5000, 1000, 999999999,
	"The sha256crypt string is not $5$, perhaps rounds=N$, a salt, $ and 43 characters of checksum."
};

static const UsCryptMethod sha1 = {
	"$sha1$", US_PRIMITIVE_SHA1CRYPT, 28, 0, us_crypt_parse_sha1,
	US_CRYPT_SALT_MAX, 0, 1, UINT32_MAX,
	"The sha1crypt string is not $sha1$, a number, $, a salt, $ and 28 characters of checksum."
};

static const UsCryptMethod sunmd5 = {
	"$md5", US_PRIMITIVE_SUNMD5, 22, 0x3C, us_crypt_parse_sunmd5,
	US_CRYPT_SALT_MAX, 0, US_SUNMD5_ROUNDS, UINT32_MAX,
	"The sunmd5 string is not $md5, perhaps rounds, a salt, one $ or two and 22 characters of checksum."
};

static const UsCryptMethod md5 = {
	"$1$", US_PRIMITIVE_MD5CRYPT, 22, 0x3C, us_crypt_parse_salted,
	8, US_MD5CRYPT_ROUNDS, US_MD5CRYPT_ROUNDS, US_MD5CRYPT_ROUNDS,
	"The md5crypt string is not $1$, a salt, $ and 22 characters of checksum."
};

static const UsCryptMethod bsdi = {
	"_", US_PRIMITIVE_DES, 11, 0x03, us_crypt_parse_bsdi,
	US_CRYPT_BSDI_SALT, 0, 1, 0xFFFFFF,
	"The bsdicrypt string is not _ and 19 of the characters ./0-9A-Za-z."
};

static const UsCryptMethod des = {
	"", US_PRIMITIVE_DES, 11, 0x03, us_crypt_parse_des,
	US_CRYPT_DES_SALT, US_DESCRYPT_ROUNDS, US_DESCRYPT_ROUNDS,
	US_DESCRYPT_ROUNDS,
	"The descrypt string is not 13 of the characters ./0-9A-Za-z."
};

/* Parses and bounds; the contract is UsHashScheme's read. */
static UsHashResult
read_method(const UsCryptMethod *method, const UsVerifier *verifier,
			const UsHashLimits *limits, UsHashJob *job, UsHashInfo *info)
{
	UsCryptSetting parsed = {{{NULL, 0}, false, {NULL, 0}}, method->rounds};
	UsHashWork	work;

	if (!method->parse(method, verifier->text, &parsed))
		return us_hash_refuse(info, US_HASH_MALFORMED, method->shape);
	if (!us_crypt_is_canonical(parsed.parts.checksum, method->spare_bits))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The checksum ends in a character that stands for more bits than it has.");
	work.primitive = method->primitive;
	work.shape = 0;
	work.amount = parsed.rounds;
	us_hash_add_work(info, work);
	if (parsed.rounds < method->rounds_min)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The rounds are fewer than the scheme has at least.");
	if (parsed.rounds > method->rounds_max ||
		parsed.rounds > limits->crypt_rounds)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The rounds exceed the limit.");
	if (!us_crypt_set_job(job, &parsed.parts))
		return us_hash_refuse(info, US_HASH_MALFORMED, method->shape);
	us_crypt_set_blank(job, parsed.parts.checksum);
	return US_HASH_MATCH;
}

/* DES looks at 8 bytes: the others need not be short enough for libxcrypt. */
static UsHashResult
compute_des(const UsHashJob *job, UsSpan password, unsigned char *out,
			UsHashInfo *info)
{
	if (password.len > DES_PASSWORD_MAX)
		password.len = DES_PASSWORD_MAX;
	return us_crypt_compute(job, password, out, info);
}

bool
us_sha512crypt_recognise(UsSpan text)
{
	return us_span_begins(text, sha512.prefix);
}

UsHashResult
us_sha512crypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					UsHashJob *job, UsHashInfo *info)
{
	return read_method(&sha512, verifier, limits, job, info);
}

bool
us_sha256crypt_recognise(UsSpan text)
{
	return us_span_begins(text, sha256.prefix);
}

UsHashResult
us_sha256crypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					UsHashJob *job, UsHashInfo *info)
{
	return read_method(&sha256, verifier, limits, job, info);
}

/* What Kratos writes with the same prefix has "pf=" where the rounds are. */
bool
us_sha1crypt_recognise(UsSpan text)
{
	return us_span_begins(text, "$sha1$") && !us_span_begins(text, "$sha1$pf=");
}

UsHashResult
us_sha1crypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
				  UsHashJob *job, UsHashInfo *info)
{
	return read_method(&sha1, verifier, limits, job, info);
}

/* See us_sha1crypt_recognise. */
bool
us_sunmd5_recognise(UsSpan text)
{
	return us_span_begins(text, "$md5,") ||
		(us_span_begins(text, "$md5$") && !us_span_begins(text, "$md5$pf="));
}

UsHashResult
us_sunmd5_read(const UsVerifier *verifier, const UsHashLimits *limits,
			   UsHashJob *job, UsHashInfo *info)
{
	return read_method(&sunmd5, verifier, limits, job, info);
}

bool
us_md5crypt_recognise(UsSpan text)
{
	return us_span_begins(text, md5.prefix);
}

UsHashResult
us_md5crypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
				 UsHashJob *job, UsHashInfo *info)
{
	return read_method(&md5, verifier, limits, job, info);
}

/* It has no mark but its length: the last digit must be one it can end in. */
static bool
recognise_digits(const UsCryptMethod *method, UsSpan text)
{
	UsCryptSetting parsed = {{{NULL, 0}, false, {NULL, 0}}, 0};

	return method->parse(method, text, &parsed) &&
		us_crypt_is_canonical(parsed.parts.checksum, method->spare_bits);
}

bool
us_bsdicrypt_recognise(UsSpan text)
{
	return recognise_digits(&bsdi, text);
}

UsHashResult
us_bsdicrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
				  UsHashJob *job, UsHashInfo *info)
{
	job->partial = true;		/* the 8th bit of each byte is lost */
	return read_method(&bsdi, verifier, limits, job, info);
}

bool
us_descrypt_recognise(UsSpan text)
{
	return recognise_digits(&des, text);
}

UsHashResult
us_descrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
				 UsHashJob *job, UsHashInfo *info)
{
	UsHashResult result = read_method(&des, verifier, limits, job, info);

	job->partial = true;		/* see us_bsdicrypt_read */
	job->compute = compute_des;
	return result;
}
