/*-------------------------------------------------------------------------
 *
 * policy.h
 *	  What a new password must be, as the store wants it.
 *
 * src/policy.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_POLICY_H
#define US_POLICY_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "options.h"
#include "password.h"

/*
 * Raises invalid_password or password_dictionary_error unless anybody may take
 * this password.
 */
extern void us_policy_check(const UsPolicy *policy,
							const UsPassword *password);

/*
 * Raises password_no_user_info_error if the policy forbids personal data and
 * the password holds some of the user's: a list of char *, NULLs left out.
 */
extern void us_policy_check_personal(const UsPolicy *policy,
									 const UsPassword *password,
									 const List *personal);

#endif							/* US_POLICY_H */
