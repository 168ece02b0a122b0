/*-------------------------------------------------------------------------
 *
 * keycloak.c
 *	  The scheme "keycloak": a password's credential in Keycloak.
 *
 *	 {"secretData": {"value": key, "salt": salt},
 *	  "credentialData": {"hashIterations": N, "algorithm": name,
 *						 "additionalParameters": {...}}}
 *
 * Both are objects or, as in Keycloak's tables and exports, strings of JSON;
 * what else an export has is left alone.  Value and salt are padded base64.
 * The algorithms are pbkdf2 (SHA-1), pbkdf2-sha256, pbkdf2-sha512 and, the
 * default from version 25 on, argon2, whose additional parameters are lists of
 * one string: {"type": ["id"], "version": ["1.3"], "memory": ["7168"],
 * "parallelism": ["1"], "hashLength": ["32"]}.
 *
 * src/hash/keycloak.c
 *
 *-------------------------------------------------------------------------
 */
#include "keycloak.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "argon2.h"
#include "json_reader.h"
#include "json_scan.h"
#include "pbkdf2.h"
#include "pbkdf2_parts.h"
#include "span.h"

#define PART_ROOM		2048	/* bytes of one part, and a NUL */
#define ENCODED_ROOM	(US_PBKDF2_SALT_MAX * 2)	/* of a key or a salt */
#define NAME_ROOM		32
#define PHC_ROOM		1200

/* A credential taken apart.  NB: holds the key, wipe it. */
typedef struct Credential
{
	char		secret_text[PART_ROOM];
	char		data_text[PART_ROOM];
	UsSpan		secret;			/* objects, here or in the verifier */
	UsSpan		data;
	char		value_text[ENCODED_ROOM];
	char		salt_text[ENCODED_ROOM];
	UsSpan		value;
	UsSpan		salt;
	char		algorithm[NAME_ROOM];
	uint32_t	iterations;
} Credential;

/* argon2's parameters, as texts. */
typedef struct Argon2
{
	char		type[NAME_ROOM];
	char		version[NAME_ROOM];
	uint32_t	memory;
	uint32_t	lanes;
	uint32_t	bytes;
} Argon2;

bool
us_keycloak_recognise(UsSpan text)
{
	UsSpan		part;

	return us_span_begins(text, "{") && us_json_is_valid(text) &&
		us_json_member(text, "secretData", &part) &&
		us_json_member(text, "credentialData", &part);
}

/* An object, or a string that holds one and is unescaped into text. */
static bool
open_part(UsSpan whole, const char *key, char *text, UsSpan *part)
{
	if (!us_json_member(whole, key, part))
		return false;
	if (us_json_is_object(*part))
		return true;
	if (!us_json_string(*part, text, PART_ROOM, &part->len))
		return false;
	part->start = text;
	return us_json_is_valid(*part) && us_json_is_object(*part);
}

static bool
read_text(UsSpan object, const char *key, char *text, size_t size,
		  size_t *len)
{
	UsSpan		value;

	return us_json_member(object, key, &value) &&
		us_json_string(value, text, size, len);
}

/* Takes a credential apart; US_HASH_MATCH, or why it can't be. */
static UsHashResult
open_credential(UsSpan text, Credential *credential, UsHashInfo *info)
{
	UsSpan		value;
	size_t		len;

	if (!us_span_begins(text, "{") || !us_json_is_valid(text) ||
		!open_part(text, "secretData", credential->secret_text,
				   &credential->secret) ||
		!open_part(text, "credentialData", credential->data_text,
				   &credential->data))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The Keycloak credential is not JSON with secretData and credentialData, each an object or a string of less than 2048 bytes that holds one.");
	credential->value.start = credential->value_text;
	credential->salt.start = credential->salt_text;
	if (!read_text(credential->secret, "value", credential->value_text,
				   ENCODED_ROOM, &credential->value.len) ||
		!read_text(credential->secret, "salt", credential->salt_text,
				   ENCODED_ROOM, &credential->salt.len) ||
		credential->salt.len == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The secretData of the Keycloak credential lacks a value or a salt, or one is longer than 511 characters.");
	if (!read_text(credential->data, "algorithm", credential->algorithm,
				   NAME_ROOM, &len) ||
		!us_json_member(credential->data, "hashIterations", &value) ||
		!us_json_number(value, &credential->iterations))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The credentialData of the Keycloak credential lacks an algorithm or a number of iterations.");
	return US_HASH_MATCH;
}

/* Does a text stand in another from there on? */
static const char *
find(const char *from, const char *end, UsSpan needle)
{
	for (; (size_t) (end - from) >= needle.len; from++)
	{
		if (memcmp(from, needle.start, needle.len) == 0)
			return from;
	}
	return NULL;
}

/*
 * Says where the key stands in the verifier itself.  If it does not, because
 * its slashes are escaped, or more than once, the verifier can't be wrapped.
 */
static void
set_blank(UsSpan text, UsSpan value, UsHashJob *job)
{
	const char *end = text.start + text.len;
	const char *at;

	job->blank.kind = US_BLANK_NEVER;
	while (value.len > 0 && value.start[value.len - 1] == '=')
		value.len--;
	at = find(text.start, end, value);
	if (at == NULL || find(at + 1, end, value) != NULL)
		return;
	job->blank.kind = US_BLANK_TEXT;
	job->blank.where.start = at;
	job->blank.where.len = value.len;
	job->blank.fill = 'A';
}

static UsHashResult
read_pbkdf2(const Credential *credential, UsDigest digest, UsSpan text,
			const UsHashLimits *limits, UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);

	pbkdf2->digest = digest;
	pbkdf2->iterations = credential->iterations;
	if (credential->value.len % 4 != 0 || credential->salt.len % 4 != 0 ||
		!us_pbkdf2_salt_base64(job, US_BASE64_STANDARD, credential->salt) ||
		!us_pbkdf2_key_base64(job, US_BASE64_STANDARD, credential->value))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Salt and value of the Keycloak credential are not padded base64 of 1 to 256 and of 16 to 128 bytes.");
	set_blank(text, credential->value, job);
	return us_pbkdf2_finish(job, limits, info);
}

/* Reads the only string of a list. */
static bool
read_listed(UsSpan object, const char *key, char text[NAME_ROOM], size_t *len)
{
	UsSpan		list;
	UsSpan		item;

	if (!us_json_member(object, key, &list))
		return false;
	us_json_skip_space(&list);
	if (!us_span_skip(&list, "["))
		return false;
	us_json_skip_space(&list);
	item = list;
	if (!us_json_cut_value(&list, 1))
		return false;
	item.len = (size_t) (list.start - item.start);
	us_json_skip_space(&list);
	return us_span_begins(list, "]") &&
		us_json_string(item, text, NAME_ROOM, len);
}

static bool
read_listed_number(UsSpan object, const char *key, uint32_t *number)
{
	char		text[NAME_ROOM];
	UsSpan		span = {text, 0};

	return read_listed(object, key, text, &span.len) &&
		us_span_number(span, number);
}

/* The names are Keycloak's Argon2PasswordHashProviderFactory's. */
static bool
read_parameters(UsSpan data, Argon2 *argon2)
{
	UsSpan		object;
	size_t		len;

	return us_json_member(data, "additionalParameters", &object) &&
		us_json_is_object(object) &&
		read_listed(object, "type", argon2->type, &len) &&
		read_listed(object, "version", argon2->version, &len) &&
		read_listed_number(object, "memory", &argon2->memory) &&
		read_listed_number(object, "parallelism", &argon2->lanes) &&
		read_listed_number(object, "hashLength", &argon2->bytes);
}

/* The PHC string of the same; false if it does not fit. */
static bool
compose_phc(const Credential *credential, const Argon2 *argon2,
			int version, char *phc, size_t *len)
{
	UsSpan		salt = credential->salt;
	UsSpan		value = credential->value;
	int			written;

	while (salt.len > 0 && salt.start[salt.len - 1] == '=')
		salt.len--;
	while (value.len > 0 && value.start[value.len - 1] == '=')
		value.len--;
	written = snprintf(phc, PHC_ROOM,
					   "$argon2%s$v=%d$m=%lu,t=%lu,p=%lu$%.*s$%.*s",
					   argon2->type, version, (unsigned long) argon2->memory,
					   (unsigned long) credential->iterations,
					   (unsigned long) argon2->lanes, (int) salt.len,
					   salt.start, (int) value.len, value.start);
	*len = written > 0 ? (size_t) written : 0;
	return written > 0 && written < PHC_ROOM;
}

static UsHashResult
read_argon2(const Credential *credential, const UsHashLimits *limits,
			UsHashJob *job, UsHashInfo *info)
{
	UsVerifier	inner = {{NULL, 0}, {NULL, 0}, false, {NULL, 0}, {NULL, 0}};
	char		phc[PHC_ROOM];
	Argon2		argon2;
	int			version;
	UsHashResult result;

	if (!read_parameters(credential->data, &argon2) ||
		us_base64_size(credential->value.start,
					   credential->value.len) != argon2.bytes)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The additional parameters of the Keycloak credential are not argon2's, or the value is not of the length that they name.");
	version = strcmp(argon2.version, "1.3") == 0 ? 19 :
		strcmp(argon2.version, "1.0") == 0 ? 16 : 0;
	if (version == 0 || (strcmp(argon2.type, "id") != 0 &&
						 strcmp(argon2.type, "i") != 0 &&
						 strcmp(argon2.type, "d") != 0))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The Keycloak credential has a type or version of argon2 that is not known.");
	inner.text.start = phc;
	if (!compose_phc(credential, &argon2, version, phc, &inner.text.len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Salt and value of the Keycloak credential are too long for argon2.");
	result = us_argon2_read(&inner, limits, job, info);
	job->blank.kind = US_BLANK_NEVER;
	sodium_memzero(phc, sizeof(phc));
	return result;
}

/* Reads what was taken apart, by its algorithm. */
static UsHashResult
read_algorithm(const Credential *credential, UsSpan text,
			   const UsHashLimits *limits, UsHashJob *job, UsHashInfo *info)
{
	static const struct
	{
		const char *name;
		UsDigest	digest;
	}			algorithms[] =
	{
		{"pbkdf2", US_SHA1},
		{"pbkdf2-sha256", US_SHA256},
		{"pbkdf2-sha512", US_SHA512},
	};
	size_t		i;

	for (i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
	{
		if (strcmp(credential->algorithm, algorithms[i].name) == 0)
			return read_pbkdf2(credential, algorithms[i].digest, text, limits,
							   job, info);
	}
	if (strcmp(credential->algorithm, "argon2") == 0)
		return read_argon2(credential, limits, job, info);
	return us_hash_refuse(info, US_HASH_UNSUPPORTED,
						  "The algorithm of the Keycloak credential is none of pbkdf2, pbkdf2-sha256, pbkdf2-sha512 and argon2.");
}

UsHashResult
us_keycloak_read(const UsVerifier *verifier, const UsHashLimits *limits,
				 UsHashJob *job, UsHashInfo *info)
{
	Credential	credential;
	UsHashResult result;

	result = open_credential(verifier->text, &credential, info);
	if (result == US_HASH_MATCH)
		result = read_algorithm(&credential, verifier->text, limits, job,
								info);
	sodium_memzero(&credential, sizeof(credential));
	return result;
}
