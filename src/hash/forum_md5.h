/*-------------------------------------------------------------------------
 *
 * forum_md5.h
 *	  The schemes "joomla-md5", "oscommerce-md5", "vbulletin-md5", "ipb-md5".
 *
 * Each function is of a row in the table of schemes (scheme.h); they must be
 * declared, for their strings look alike.
 *
 * src/hash/forum_md5.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_FORUM_MD5_H
#define US_FORUM_MD5_H

#include "scheme.h"

/* md5(password salt); without a salt, as Joomla began, md5(password) */
extern UsHashResult us_joomla_md5_read(const UsVerifier *verifier,
									   const UsHashLimits *limits,
									   UsHashJob *job, UsHashInfo *info);

/* md5(salt password) */
extern UsHashResult us_oscommerce_md5_read(const UsVerifier *verifier,
										   const UsHashLimits *limits,
										   UsHashJob *job, UsHashInfo *info);

/* md5(md5(password) salt) */
extern UsHashResult us_vbulletin_md5_read(const UsVerifier *verifier,
										  const UsHashLimits *limits,
										  UsHashJob *job, UsHashInfo *info);

/* md5(md5(salt) md5(password)); MyBB's too */
extern UsHashResult us_ipb_md5_read(const UsVerifier *verifier,
									const UsHashLimits *limits,
									UsHashJob *job, UsHashInfo *info);

#endif							/* US_FORUM_MD5_H */
