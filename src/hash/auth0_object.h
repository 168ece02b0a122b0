/*-------------------------------------------------------------------------
 *
 * auth0_object.h
 *	  Reads the JSON object of Auth0's custom_password_hash.
 *
 * src/hash/auth0_object.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_AUTH0_OBJECT_H
#define US_AUTH0_OBJECT_H

#include "scheme.h"

typedef enum UsAuth0Algorithm
{
	US_AUTH0_ARGON2,
	US_AUTH0_BCRYPT,
	US_AUTH0_HMAC,
	US_AUTH0_LDAP,
	US_AUTH0_MD4,
	US_AUTH0_MD5,
	US_AUTH0_SHA1,
	US_AUTH0_SHA256,
	US_AUTH0_SHA512,
	US_AUTH0_PBKDF2,
	US_AUTH0_SCRYPT
} UsAuth0Algorithm;

typedef enum UsAuth0Encoding
{
	US_AUTH0_BASE64,
	US_AUTH0_HEX,
	US_AUTH0_UTF8,
	US_AUTH0_UNSAID
} UsAuth0Encoding;

/* Names of one encoding stand together; "ascii" is Latin-1 to Node. */
typedef enum UsAuth0Charset
{
	US_AUTH0_CHARSET_UTF8,
	US_AUTH0_CHARSET_UTF16LE,
	US_AUTH0_CHARSET_UCS2,
	US_AUTH0_CHARSET_LATIN1,
	US_AUTH0_CHARSET_ASCII,
	US_AUTH0_CHARSET_BINARY
} UsAuth0Charset;

/* Spans are JSON strings of the object; start NULL: not there. */
typedef struct UsAuth0
{
	UsAuth0Algorithm algorithm;
	UsSpan		value;
	UsAuth0Encoding encoding;
	UsSpan		digest;			/* HMAC's */
	UsSpan		key;
	UsAuth0Encoding key_encoding;	/* UTF-8 if it is not said */
	bool		has_salt;		/* is there such an object? */
	UsSpan		salt;
	UsAuth0Encoding salt_encoding;	/* UTF-8 if it is not said */
	bool		salt_behind;	/* the password */
	UsAuth0Charset charset;
	bool		has_key_len;
	uint32_t	key_len;		/* scrypt's four */
	uint32_t	n;
	uint32_t	r;
	uint32_t	p;
} UsAuth0;

/*
 * Reads an object, which is valid JSON.  US_HASH_MATCH; US_HASH_MALFORMED or
 * US_HASH_UNSUPPORTED with info->detail.
 */
extern UsHashResult us_auth0_parse(UsSpan object, UsAuth0 *auth0,
								   UsHashInfo *info);

#endif							/* US_AUTH0_OBJECT_H */
