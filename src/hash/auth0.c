/*-------------------------------------------------------------------------
 *
 * auth0.c
 *	  The scheme "auth0": Auth0's custom_password_hash.
 *
 * What the members mean is what Auth0's documentation of bulk imports says.
 *
 * src/hash/auth0.c
 *
 *-------------------------------------------------------------------------
 */
#include "auth0.h"

#include <string.h>

#include <sodium.h>

#include "argon2.h"
#include "auth0_digest.h"
#include "bcrypt.h"
#include "declared.h"
#include "encoding.h"
#include "json_reader.h"
#include "ldap.h"
#include "pbkdf2_phc.h"
#include "prefixed.h"
#include "salted.h"
#include "span.h"

#define VALUE_ROOM	1024		/* bytes of a value that has to be unescaped */

bool
us_auth0_recognise(UsSpan text)
{
	UsSpan		member;

	return us_json_is_object(text) && us_json_is_valid(text) &&
		us_json_member(text, "algorithm", &member) &&
		us_json_is_string(member) &&
		us_json_member(text, "hash", &member) &&
		us_json_member(member, "value", &member);
}

/*
 * Latin-1 as Node has it for "latin1", "binary" and, when it encodes, "ascii".
 * Node cuts other characters down to one byte, too; here no password that has
 * one is anybody's, so that no two are taken for the same.
 */
static UsHashResult
prepare_latin1(const UsHashJob *job, UsSpan password, char *out,
			   size_t *out_len, UsHashInfo *info)
{
	(void) job;
	if (password.len > US_JOB_PREPARED_MAX)
		return us_hash_refuse(info, US_HASH_TOO_LONG,
							  "The password is longer than 16384 bytes.");
	return us_latin1_encode(password.start, password.len, out,
							US_JOB_PREPARED_MAX, out_len) ?
		US_HASH_MATCH : US_HASH_MISMATCH;
}

static void
set_charset(UsAuth0Charset charset, UsHashJob *job)
{
	if (charset == US_AUTH0_CHARSET_UTF8)
		return;
	job->prepare = charset == US_AUTH0_CHARSET_UTF16LE ||
		charset == US_AUTH0_CHARSET_UCS2 ? us_salted_prepare_utf16le :
		prepare_latin1;

	/* bcrypt counts, and finds NULs, in what was prepared */
	job->whole_up_to = 0;
}

/* The reader of values that are strings of another scheme; NULL if none is. */
static UsRead
find_reader(UsAuth0Algorithm algorithm)
{
	switch (algorithm)
	{
		case US_AUTH0_ARGON2:
			return us_argon2_read;
		case US_AUTH0_BCRYPT:
			return us_bcrypt_read;
		case US_AUTH0_LDAP:
			return us_ldap_read_digest;
		case US_AUTH0_PBKDF2:
			return us_pbkdf2_phc_read;
		default:
			return NULL;
	}
}

static UsHashResult
read_string(UsRead read, const UsAuth0Source *source,
			const UsHashLimits *limits, UsHashJob *job, UsHashInfo *info)
{
	const UsAuth0 *object = &source->object;
	UsVerifier	inner;

	if (object->encoding != US_AUTH0_UTF8 &&
		object->encoding != US_AUTH0_UNSAID)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The encoding of such an algorithm's value is utf8.");
	if (object->has_salt)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The salt of such an algorithm stands in its value.");
	memset(&inner, 0, sizeof(inner));
	inner.text = source->value;
	return read(&inner, limits, job, info);
}

/* Reads what source has. */
static UsHashResult
read_source(const UsAuth0Source *source, const UsHashLimits *limits,
			UsHashJob *job, UsHashInfo *info)
{
	const UsAuth0 *object = &source->object;
	const UsRead read = find_reader(object->algorithm);
	UsHashResult result;

	if (object->algorithm != US_AUTH0_HMAC &&
		(object->digest.start != NULL || object->key.start != NULL))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "Only an HMAC has a digest and a key.");
	if (read != NULL)
		result = read_string(read, source, limits, job, info);
	else if (object->algorithm == US_AUTH0_SCRYPT)
		result = us_auth0_read_scrypt(source, limits, job, info);
	else
		result = us_auth0_read_digest(source, job, info);
	set_charset(object->charset, job);
	return result;
}

/* Reads an object that holds its value, which may have to be unescaped. */
static UsHashResult
read_object(UsSpan text, const UsHashLimits *limits, UsHashJob *job,
			UsHashInfo *info)
{
	UsAuth0Source source;
	char		room[VALUE_ROOM];
	UsSpan		string;
	UsHashResult result = us_auth0_parse(text, &source.object, info);

	if (result != US_HASH_MATCH)
		return result;
	string = source.object.value;
	source.is_template = false;
	source.column.start = NULL;
	source.column.len = 0;
	source.value.start = room;
	if (string.start == NULL ||
		!us_json_string(string, room, sizeof(room), &source.value.len) ||
		source.value.len == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The hash's value is not a string of 1 to 1023 bytes.");
	result = read_source(&source, limits, job, info);

	/* what is blanked stands in the text only if nothing is escaped there */
	if (string.len - 2 == source.value.len &&
		memchr(string.start, '\\', string.len) == NULL)
	{
		string.len--;
		us_prefixed_move_blank(job, source.value, string);
	}
	else
		job->blank.kind = US_BLANK_NEVER;
	sodium_memzero(room, sizeof(room));
	return result;
}

/* Reads a value with the object that was declared. */
static UsHashResult
read_with_template(const UsVerifier *verifier, const UsHashLimits *limits,
				   UsHashJob *job, UsHashInfo *info)
{
	UsAuth0Source source;
	UsHashResult result = us_auth0_parse(verifier->declared, &source.object,
										 info);

	if (result != US_HASH_MATCH)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED, info->detail);
	if (source.object.value.start != NULL)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared object holds the hash's value.");
	source.is_template = true;
	source.value = verifier->text;
	source.column = verifier->salt;
	return read_source(&source, limits, job, info);
}

UsHashResult
us_auth0_read(const UsVerifier *verifier, const UsHashLimits *limits,
			  UsHashJob *job, UsHashInfo *info)
{
	static const char *const no_keys[] = {NULL};
	const bool	is_object = us_auth0_recognise(verifier->text);
	UsSpan		member;

	/* an object says itself what it is, whatever is declared */
	if (!is_object && us_span_begins(verifier->declared, "{") &&
		us_json_member(verifier->declared, "algorithm", &member))
		return read_with_template(verifier, limits, job, info);
	if (!us_declared_is_of(us_declared_for(verifier, info->scheme), no_keys))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared scheme has no parameters but those of custom_password_hash.");
	if (!is_object)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier is not a custom_password_hash: a JSON object with an algorithm and a hash with its value.");
	return read_object(verifier->text, limits, job, info);
}
