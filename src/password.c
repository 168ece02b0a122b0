/*-------------------------------------------------------------------------
 *
 * password.c
 *	  A password as given and as NFC, and what a user's may be.
 *
 * src/password.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "argument.h"
#include "charset.h"
#include "compat.h"
#include "fold.h"
#include "hash/hash.h"
#include "outcome.h"
#include "password.h"
#include "settings.h"

UsPassword
us_password_from(UsSecret *utf8)
{
	UsPassword	password;

	password.given = utf8;
	password.nfc = us_nfc(utf8->bytes, utf8->len);
	password.matched = NULL;
	return password;
}

UsPassword
us_password_argument(FunctionCallInfo fcinfo, int argno, const char *name)
{
	text	   *argument = (text *) us_argument_varlena(fcinfo, argno, name,
														US_PASSWORD_MAX);
	Size		len = VARSIZE_ANY_EXHDR(argument);
	UsSecret   *utf8 = us_secret_make(US_UTF8_SIZE(len));

	us_utf8_append(utf8, VARDATA_ANY(argument), len);
	return us_password_from(utf8);
}

const UsSecret *
us_password_normalized(const UsPassword *password)
{
	return password->nfc ? password->nfc : password->given;
}

/*
 * us_password_form
 *
 * NB: a verifier that replaces another has to match what that did, or the
 * application would refuse what it took before.
 */
const UsSecret *
us_password_form(const UsPassword *password, const UsRecipe *recipe)
{
	if (!recipe->as_given)
		return us_password_normalized(password);
	return password->matched ? password->matched : password->given;
}

void
us_password_check_format(const UsPassword *password, const UsRecipe *recipe)
{
	size_t		max = recipe->format->password_max;

	if (max > 0 && us_password_form(password, recipe)->len > max)
		us_refuse(US_INVALID_PASSWORD,
				  psprintf("It is longer than %zu bytes.", max));
}

UsHashLimits
us_password_limits(const UsRecipe *recipe)
{
	UsHashLimits limits = us_settings_limits();
	UsHashWork	work = us_hash_work(recipe->format, &recipe->cost);

	if (work.primitive == US_PRIMITIVE_BCRYPT)
	{
		while (((uint64) 1 << limits.bcrypt_cost) < work.amount)
			limits.bcrypt_cost++;
	}
	else if (work.primitive == US_PRIMITIVE_PBKDF2)
		limits.pbkdf2_iterations = Max(limits.pbkdf2_iterations, work.amount);
	return limits;
}
