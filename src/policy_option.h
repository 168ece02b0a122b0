/*-------------------------------------------------------------------------
 *
 * policy_option.h
 *	  Option "policy" of a store: what a new password must be.
 *
 * src/policy_option.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_POLICY_OPTION_H
#define US_POLICY_OPTION_H

#include "postgres.h"

#include "option.h"

#define US_POLICY_MIN_LENGTH	8	/* if nothing is said; NIST SP 800-63B */

typedef struct UsPolicy
{
	int			min_length;		/* code points */
	int			max_length;		/* likewise, 0: what a password may have */
	bool		blocklist;		/* none of userstore.blocklist */
	bool		no_personal_data;
	int			history;		/* how many former passwords, 0: none */
} UsPolicy;

/*
 * Reads what the option says into a policy, and leaves the rest of it.  Raises
 * 22023 for what is unknown or malformed.
 */
extern void us_policy_option_read(const UsOption *option, UsPolicy *policy);

#endif							/* US_POLICY_OPTION_H */
