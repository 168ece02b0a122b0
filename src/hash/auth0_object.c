/*-------------------------------------------------------------------------
 *
 * auth0_object.c
 *	  Reads the JSON object of Auth0's custom_password_hash.
 *
 * src/hash/auth0_object.c
 *
 *-------------------------------------------------------------------------
 */
#include "auth0_object.h"

#include <string.h>

#include "json_reader.h"
#include "span.h"

#define NAME_ROOM	32

/* A member of an object and, if it is there, its value. */
typedef struct Member
{
	const char *key;			/* NULL ends the list */
	UsSpan		value;			/* start NULL: not there */
} Member;

/* The names of the enumerations, in their order. */
static const char *const algorithms[] = {
	"argon2", "bcrypt", "hmac", "ldap", "md4", "md5", "sha1", "sha256",
	"sha512", "pbkdf2", "scrypt", NULL
};

static const char *const encodings[] = {"base64", "hex", "utf8", NULL};

static const char *const charsets[] = {
	"utf8", "utf16le", "ucs2", "latin1", "ascii", "binary", NULL
};

static const char *const positions[] = {"prefix", "suffix", NULL};

static bool
take_member(void *arg, UsSpan key, UsSpan value)
{
	Member	   *member = arg;
	char		name[NAME_ROOM];
	UsSpan		text = {name, 0};

	if (!us_json_string(key, name, sizeof(name), &text.len))
		return false;
	for (; member->key != NULL; member++)
	{
		if (us_span_equals(text, member->key))
		{
			member->value = value;
			return true;
		}
	}
	return false;
}

/*
 * Finds an object's members, of which all but those listed are refused.  An
 * object that is not there has none.
 */
static UsHashResult
collect(UsSpan object, Member *members, UsHashInfo *info)
{
	if (object.start == NULL)
		return US_HASH_MATCH;
	if (!us_json_is_object(object))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "A member that should be an object is none.");
	if (!us_json_each(object, take_member, members))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The object has a member that custom_password_hash does not.");
	return US_HASH_MATCH;
}

/* Which of the names is it?  Left as it was if it is not there. */
static bool
choose(UsSpan value, const char *const *names, int *choice)
{
	char		name[NAME_ROOM];
	UsSpan		text = {name, 0};
	int			i;

	if (value.start == NULL)
		return true;
	if (!us_json_string(value, name, sizeof(name), &text.len))
		return false;
	for (i = 0; names[i] != NULL; i++)
	{
		if (us_span_equals(text, names[i]))
		{
			*choice = i;
			return true;
		}
	}
	return false;
}

static bool
choose_encoding(UsSpan value, UsAuth0Encoding *encoding)
{
	int			choice = *encoding;

	if (!choose(value, encodings, &choice))
		return false;
	*encoding = (UsAuth0Encoding) choice;
	return true;
}

static UsHashResult
refuse_encoding(UsHashInfo *info)
{
	return us_hash_refuse(info, US_HASH_UNSUPPORTED,
						  "The object has an encoding that custom_password_hash does not.");
}

static UsHashResult
parse_hash(UsSpan object, UsAuth0 *auth0, UsHashInfo *info)
{
	const UsSpan none = {NULL, 0};
	Member		members[] = {
		{"value", none}, {"encoding", none}, {"digest", none}, {"key", none},
		{NULL, none}
	};
	Member		key[] = {{"value", none}, {"encoding", none}, {NULL, none}};
	UsHashResult result = collect(object, members, info);

	if (result == US_HASH_MATCH)
		result = collect(members[3].value, key, info);
	if (result != US_HASH_MATCH)
		return result;
	auth0->encoding = US_AUTH0_UNSAID;
	auth0->key_encoding = US_AUTH0_UTF8;
	if (!choose_encoding(members[1].value, &auth0->encoding) ||
		!choose_encoding(key[1].value, &auth0->key_encoding))
		return refuse_encoding(info);
	auth0->value = members[0].value;
	auth0->digest = members[2].value;
	auth0->key = key[0].value;
	return US_HASH_MATCH;
}

static UsHashResult
parse_salt(UsSpan object, UsAuth0 *auth0, UsHashInfo *info)
{
	const UsSpan none = {NULL, 0};
	Member		members[] = {
		{"value", none}, {"encoding", none}, {"position", none}, {NULL, none}
	};
	int			position = 0;
	UsHashResult result = collect(object, members, info);

	if (result != US_HASH_MATCH)
		return result;
	auth0->has_salt = object.start != NULL;
	auth0->salt = members[0].value;
	auth0->salt_encoding = US_AUTH0_UTF8;
	if (!choose_encoding(members[1].value, &auth0->salt_encoding))
		return refuse_encoding(info);
	if (!choose(members[2].value, positions, &position))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The salt's position is neither \"prefix\" nor \"suffix\".");
	auth0->salt_behind = position == 1;
	return US_HASH_MATCH;
}

static UsHashResult
parse_password(UsSpan object, UsAuth0 *auth0, UsHashInfo *info)
{
	const UsSpan none = {NULL, 0};
	Member		members[] = {{"encoding", none}, {NULL, none}};
	int			charset = US_AUTH0_CHARSET_UTF8;
	UsHashResult result = collect(object, members, info);

	if (result != US_HASH_MATCH)
		return result;
	if (!choose(members[0].value, charsets, &charset))
		return refuse_encoding(info);
	auth0->charset = (UsAuth0Charset) charset;
	return US_HASH_MATCH;
}

static bool
parse_number(UsSpan value, uint32_t *number)
{
	return value.start == NULL || us_json_number(value, number);
}

UsHashResult
us_auth0_parse(UsSpan object, UsAuth0 *auth0, UsHashInfo *info)
{
	const UsSpan none = {NULL, 0};
	Member		members[] = {
		{"algorithm", none}, {"hash", none}, {"salt", none},
		{"password", none}, {"keylen", none}, {"cost", none},
		{"blockSize", none}, {"parallelization", none}, {NULL, none}
	};
	int			algorithm = -1;
	UsHashResult result = collect(object, members, info);

	memset(auth0, 0, sizeof(*auth0));
	if (result != US_HASH_MATCH)
		return result;
	if (!choose(members[0].value, algorithms, &algorithm) || algorithm < 0)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The object has no algorithm that custom_password_hash has.");
	auth0->algorithm = (UsAuth0Algorithm) algorithm;
	result = parse_hash(members[1].value, auth0, info);
	if (result == US_HASH_MATCH)
		result = parse_salt(members[2].value, auth0, info);
	if (result == US_HASH_MATCH)
		result = parse_password(members[3].value, auth0, info);
	if (result != US_HASH_MATCH)
		return result;

	/* Auth0's defaults */
	auth0->n = 16384;
	auth0->r = 8;
	auth0->p = 1;
	auth0->has_key_len = members[4].value.start != NULL;
	if (!parse_number(members[4].value, &auth0->key_len) ||
		!parse_number(members[5].value, &auth0->n) ||
		!parse_number(members[6].value, &auth0->r) ||
		!parse_number(members[7].value, &auth0->p))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "A parameter of scrypt is not a whole number of 32 bits.");
	return US_HASH_MATCH;
}
