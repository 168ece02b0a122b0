/*-------------------------------------------------------------------------
 *
 * maker.c
 *	  Makes verifiers: new ones, better ones, wrapped ones.
 *
 * src/maker.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include <sodium.h>

#include "hash/hash.h"
#include "hash/work.h"
#include "maker.h"
#include "outcome.h"
#include "settings.h"

/* A verifier to be made, of a password or of another verifier. */
typedef struct Making
{
	const UsSecret *secret;		/* NULL: wrapped is */
	const UsVerifier *wrapped;
	const UsRecipe *recipe;
	UsHashLimits limits;
	char	   *verifier;		/* out */
	UsHashResult result;		/* out */
} Making;

/* Makes a verifier of a password; a work function of the guard. */
static void
make(void *arg)
{
	Making	   *making = arg;
	const UsRecipe *recipe = making->recipe;
	size_t		max = recipe->format->password_max;
	UsSpan		form = {making->secret->bytes, making->secret->len};
	unsigned char salt[US_HASH_SALT_BYTES];

	if (max > 0)
		form.len = Min(form.len, max);
	randombytes_buf(salt, sizeof(salt));
	CHECK_FOR_INTERRUPTS();
	making->result = us_hash_make(recipe->format, &recipe->cost, salt, form,
								  making->verifier);
	CHECK_FOR_INTERRUPTS();
}

/* Wraps a verifier, at the cost of a new one; likewise. */
static void
wrap(void *arg)
{
	Making	   *making = arg;
	UsHashCost	cost = us_settings_cost();
	unsigned char salt[US_HASH_SALT_BYTES];

	randombytes_buf(salt, sizeof(salt));
	CHECK_FOR_INTERRUPTS();
	making->result = us_hash_wrap(making->wrapped, &making->limits, &cost,
								  salt, making->verifier);
	CHECK_FOR_INTERRUPTS();
}

static Making
making_of(const UsPassword *password, const UsRecipe *recipe)
{
	Making		making = {.secret = us_password_form(password, recipe),
	.recipe = recipe};

	making.verifier = palloc(US_HASH_VERIFIER_MAX);
	return making;
}

static Making
wrapping_of(const UsVerifier *verifier, const UsRecipe *recipe)
{
	Making		making = {.wrapped = verifier, .recipe = recipe};

	making.limits = us_password_limits(recipe);
	making.verifier = palloc(US_HASH_WRAPPED_MAX);
	return making;
}

/* The memory that making takes, in KiB. */
static uint64
memory_of(const Making *making)
{
	UsHashWork	work;

	if (making->secret == NULL)
		return us_settings_cost().memory_kib;
	work = us_hash_work(making->recipe->format, &making->recipe->cost);
	return us_work_memory_kib(&work);
}

/* Raises why a verifier was not made. */
static void
raise_not_made(UsHashResult result, const UsRecipe *recipe)
{
	if (result == US_HASH_NO_MEMORY)
		us_refuse_memory();
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("a verifier of format \"%s\" could not be made",
				   recipe->format->name),
			errdetail("The library that computes it refuses to."));
}

char *
us_maker_hash(const UsPassword *password, const UsRecipe *recipe,
			  const UsGuard *guard)
{
	Making		making = making_of(password, recipe);

	us_guard_hash(guard, memory_of(&making), make, &making);
	if (making.result != US_HASH_MATCH)
		raise_not_made(making.result, recipe);
	return making.verifier;
}

char *
us_maker_wrap(const UsVerifier *verifier, const UsRecipe *recipe,
			  const UsGuard *guard, bool *busy)
{
	Making		making = wrapping_of(verifier, recipe);

	*busy = false;
	if (us_hash_wrapped_length(verifier, &making.limits, &recipe->cost) == 0)
		return NULL;			/* not worth a slot */
	*busy = !us_guard_hash_if_free(guard, memory_of(&making), wrap, &making);
	if (*busy)
		return NULL;
	if (making.result == US_HASH_NO_MEMORY)
		us_refuse_memory();
	return making.result == US_HASH_MATCH ? making.verifier : NULL;
}

/* The bytes of the longer form of a password. */
static size_t
longest_form(const UsPassword *password)
{
	return Max(password->given->len, us_password_normalized(password)->len);
}

/* Would a new verifier match all that the old one does? */
static bool
may_hash_anew(const UsPassword *password, const UsVerifier *verifier,
			  const UsHashLimits *limits)
{
	return us_hash_consumes(verifier, longest_form(password), limits);
}

/*
 * us_maker_is_upgradable
 *
 * NB: DES looks at eight bytes of a password, others trim it or compare
 * another form of it.  Who logs in with one spelling today may type another
 * tomorrow, so all that matched goes on to match.
 */
bool
us_maker_is_upgradable(const UsPassword *password, const UsVerifier *verifier,
					   const UsRecipe *recipe)
{
	UsHashLimits limits = us_password_limits(recipe);
	size_t		max = recipe->format->password_max;

	if (!us_hash_is_weaker(recipe->format, &recipe->cost, verifier, &limits))
		return false;
	if (may_hash_anew(password, verifier, &limits))
		return max == 0 || longest_form(password) <= max;
	return !recipe->as_given &&
		us_hash_wrapped_length(verifier, &limits, &recipe->cost) > 0;
}

char *
us_maker_upgrade(const UsPassword *password, const UsVerifier *verifier,
				 const UsRecipe *recipe, const UsGuard *guard)
{
	UsHashLimits limits = us_password_limits(recipe);
	bool		anew = may_hash_anew(password, verifier, &limits);
	Making		making = anew ? making_of(password, recipe) :
		wrapping_of(verifier, recipe);

	if (!us_guard_hash_if_free(guard, memory_of(&making), anew ? make : wrap,
							   &making))
		return NULL;
	return making.result == US_HASH_MATCH ? making.verifier : NULL;
}
