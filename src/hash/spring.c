/*-------------------------------------------------------------------------
 *
 * spring.c
 *	  The scheme "spring": what Spring puts before another scheme's string.
 *
 *	 {bcrypt}$2a$10$...					DelegatingPasswordEncoder
 *	 {argon2@SpringSecurity_v5_8}$argon2id$...
 *	 {ldap}{SSHA}...
 *
 * src/hash/spring.c
 *
 *-------------------------------------------------------------------------
 */
#include "spring.h"

#include <string.h>

#include "argon2.h"
#include "bcrypt.h"
#include "ldap.h"
#include "prefixed.h"
#include "span.h"

#define PLAIN	"{noop}"

static const struct
{
	const char *prefix;
	UsRead		read;
}			encoders[] =
{
	{"{bcrypt}", us_bcrypt_read},
	{"{argon2}", us_argon2_read},
	{"{argon2@SpringSecurity_v5_2}", us_argon2_read},
	{"{argon2@SpringSecurity_v5_8}", us_argon2_read},
	{"{ldap}", us_ldap_read},
};

#define ENCODER_COUNT	((int) (sizeof(encoders) / sizeof(encoders[0])))

/* Which has the text's prefix?  -1 if none. */
static int
find_encoder(UsSpan text)
{
	int			i;

	for (i = 0; i < ENCODER_COUNT; i++)
	{
		if (us_span_begins(text, encoders[i].prefix))
			return i;
	}
	return -1;
}

bool
us_spring_recognise(UsSpan text)
{
	return us_span_begins(text, PLAIN) || find_encoder(text) >= 0;
}

UsHashResult
us_spring_read(const UsVerifier *verifier, const UsHashLimits *limits,
			   UsHashJob *job, UsHashInfo *info)
{
	const int	i = find_encoder(verifier->text);

	if (us_span_begins(verifier->text, PLAIN))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The verifier is the password in plain text.");
	if (i < 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier does not begin with the name of one of Spring's encoders in braces.");
	return us_prefixed_read(encoders[i].read, verifier,
							strlen(encoders[i].prefix), limits, job, info);
}
