/*-------------------------------------------------------------------------
 *
 * maker.h
 *	  Makes verifiers: new ones, better ones, wrapped ones.
 *
 * Each within the hash slots (guard.h): they raise too_many_requests if there
 * are none in time.
 *
 * src/maker.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_MAKER_H
#define US_MAKER_H

#include "postgres.h"

#include "guard.h"
#include "password.h"

/*
 * A new verifier, palloc'd: of the password's NFC or, where an application
 * reads it too, of the bytes typed, because that compares those.  Raises out
 * of memory.
 */
extern char *us_maker_hash(const UsPassword *password, const UsRecipe *recipe,
						   const UsGuard *guard);

/*
 * Should a verifier that a password matched be replaced?  Where a new one
 * would match fewer passwords than the old one did, it is wrapped, if it can
 * be, or kept.
 */
extern bool us_maker_is_upgradable(const UsPassword *password,
								   const UsVerifier *verifier,
								   const UsRecipe *recipe);

/*
 * The verifier that should replace such a one, palloc'd; NULL if it can't be
 * made, or not in time: it raises nothing then.
 */
extern char *us_maker_upgrade(const UsPassword *password,
							  const UsVerifier *verifier,
							  const UsRecipe *recipe, const UsGuard *guard);

/*
 * Wraps a verifier of a weak scheme (hash/wrapped.h), palloc'd; NULL if it
 * can't or need not be, or if there are no slots in time: then *busy is true.
 * Raises out of memory.
 */
extern char *us_maker_wrap(const UsVerifier *verifier, const UsRecipe *recipe,
						   const UsGuard *guard, bool *busy);

#endif							/* US_MAKER_H */
