/*-------------------------------------------------------------------------
 *
 * magento.h
 *	  The scheme "magento": Magento's digests of salt and password.
 *
 * Its function is of its row in the table of schemes (scheme.h); it must be
 * declared.
 *
 * src/hash/magento.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_MAGENTO_H
#define US_MAGENTO_H

#include "scheme.h"

extern UsHashResult us_magento_read(const UsVerifier *verifier,
									const UsHashLimits *limits,
									UsHashJob *job, UsHashInfo *info);

#endif							/* US_MAGENTO_H */
