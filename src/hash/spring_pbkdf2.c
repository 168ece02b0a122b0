/*-------------------------------------------------------------------------
 *
 * spring_pbkdf2.c
 *	  The schemes of Spring Security's Pbkdf2PasswordEncoder.
 *
 *	 {pbkdf2}hex(salt (8) | key (32))						SHA-1, 185000
 *	 {pbkdf2@SpringSecurity_v5_8}hex(salt (16) | key (32))	SHA-256, 310000
 *
 * or, without prefix and as an application has set the encoder up, salt and
 * key as declared: "digest", "iterations", "salt_bytes", "encoding" ("hex" or
 * "base64").  Of these an application mostly keeps the defaults of one of the
 * two versions, whose lengths differ; so do the defaults here.  What is salted
 * with is the salt and, behind it, the application's "secret".
 *
 * src/hash/spring_pbkdf2.c
 *
 *-------------------------------------------------------------------------
 */
#include "spring_pbkdf2.h"

#include <string.h>

#include <sodium.h>

#include "declared.h"
#include "pbkdf2.h"
#include "pbkdf2_parts.h"
#include "span.h"

#define NAME_V55		"spring-pbkdf2-v55"
#define NAME_V58		"spring-pbkdf2-v58"
#define NAME			"spring-pbkdf2"

#define PREFIX_V55		"{pbkdf2}"
#define PREFIX_V58		"{pbkdf2@SpringSecurity_v5_8}"

#define KEY				32		/* bytes of both versions */

enum Encoding
{
	ENCODING_HEX,
	ENCODING_BASE64
};

static const char *const encodings[] = {"hex", "base64", NULL};

/* How an application has set the encoder up. */
typedef struct Settings
{
	UsDigest	digest;
	uint32_t	iterations;
	uint32_t	salt_bytes;
	int			encoding;
} Settings;

static const Settings settings_v55 = {US_SHA1, 185000, 8, ENCODING_HEX};
static const Settings settings_v58 = {US_SHA256, 310000, 16, ENCODING_HEX};

/*
 * LDAP's {PBKDF2} of passlib may be written in any case, and has a "$" behind
 * its iterations.
 */
bool
us_spring_pbkdf2_v55_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX_V55) &&
		memchr(text.start, '$', text.len) == NULL;
}

bool
us_spring_pbkdf2_v58_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX_V58);
}

/* Puts the secret behind the salt.  Such a verifier is not wrapped. */
static UsHashResult
add_secret(UsSpan declared, UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	char		secret[US_PBKDF2_SALT_MAX];
	const size_t room = US_PBKDF2_SALT_MAX - pbkdf2->salt_len;
	size_t		len = 0;
	bool		good;

	good = us_declared_text(declared, "secret", secret, sizeof(secret), &len,
							NULL) && len <= room;
	if (good && len > 0)
	{
		memcpy(pbkdf2->salt + pbkdf2->salt_len, secret, len);
		pbkdf2->salt_len += len;
		job->blank.kind = US_BLANK_NEVER;
	}
	sodium_memzero(secret, sizeof(secret));
	return good ? US_HASH_MATCH :
		us_hash_refuse(info, US_HASH_UNSUPPORTED,
					   "The declared secret is no text, or with the salt longer than 255 bytes.");
}

/* Reads an encoded text once the settings are known. */
static UsHashResult
read_encoded(const Settings *settings, UsSpan declared, UsSpan text,
			 const UsHashLimits *limits, UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	UsHashResult result;
	bool		good;

	pbkdf2->digest = settings->digest;
	pbkdf2->iterations = settings->iterations;
	good = settings->encoding == ENCODING_HEX ?
		us_pbkdf2_both_hex(job, settings->salt_bytes, text) :
		text.len % 4 == 0 &&
		us_pbkdf2_both_base64(job, settings->salt_bytes, text);
	if (!good)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The text is not the salt and a key of 16 to 128 bytes in Spring's hexadecimal, or padded base64 if that is declared.");
	result = add_secret(declared, job, info);
	return result != US_HASH_MATCH ? result :
		us_pbkdf2_finish(job, limits, info);
}

/* Reads a text of one of the versions. */
static UsHashResult
read_version(const char *name, const char *prefix, const Settings *settings,
			 const UsVerifier *verifier, const UsHashLimits *limits,
			 UsHashJob *job, UsHashInfo *info)
{
	static const char *const keys[] = {"secret", NULL};
	const UsSpan declared = us_declared_for(verifier, name);
	UsSpan		rest = verifier->text;

	if (!us_declared_is_of(declared, keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The only parameter of this scheme is \"secret\".");
	if (!us_span_skip(&rest, prefix) ||
		rest.len != 2 * (settings->salt_bytes + KEY))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The Spring string is not the prefix of its version, and hexadecimal of 40 or, of version 5.8, 48 bytes.");
	return read_encoded(settings, declared, rest, limits, job, info);
}

UsHashResult
us_spring_pbkdf2_v55_read(const UsVerifier *verifier,
						  const UsHashLimits *limits, UsHashJob *job,
						  UsHashInfo *info)
{
	return read_version(NAME_V55, PREFIX_V55, &settings_v55, verifier, limits,
						job, info);
}

UsHashResult
us_spring_pbkdf2_v58_read(const UsVerifier *verifier,
						  const UsHashLimits *limits, UsHashJob *job,
						  UsHashInfo *info)
{
	return read_version(NAME_V58, PREFIX_V58, &settings_v58, verifier, limits,
						job, info);
}

/* The defaults of the version that writes such a length. */
static Settings
default_settings(UsSpan text, int encoding)
{
	const size_t bytes = encoding == ENCODING_HEX ? text.len / 2 :
		us_base64_size(text.start, text.len);
	Settings	settings = bytes == settings_v55.salt_bytes + KEY ?
		settings_v55 : settings_v58;

	settings.encoding = encoding;
	return settings;
}

UsHashResult
us_spring_pbkdf2_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	static const char *const keys[] = {
		"secret", "iterations", "digest", "salt_bytes", "encoding", NULL
	};
	const UsSpan declared = us_declared_for(verifier, NAME);
	Settings	settings;
	int			encoding = ENCODING_HEX;

	if (!us_declared_is_of(declared, keys) ||
		!us_declared_choice(declared, "encoding", encodings, &encoding))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The parameters of spring-pbkdf2 are not \"secret\", \"iterations\", \"digest\", \"salt_bytes\" and \"encoding\", \"hex\" or \"base64\".");
	settings = default_settings(verifier->text, encoding);
	if (!us_declared_number(declared, "iterations", &settings.iterations) ||
		!us_declared_number(declared, "salt_bytes", &settings.salt_bytes) ||
		!us_declared_digest(declared, "digest", &settings.digest) ||
		settings.iterations == 0 ||
		settings.salt_bytes > US_PBKDF2_SALT_MAX)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared iterations are no number from 1 on, the bytes of salt none up to 256, or the digest none that is known.");
	return read_encoded(&settings, declared, verifier->text, limits, job,
						info);
}
