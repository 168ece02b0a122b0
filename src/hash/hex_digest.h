/*-------------------------------------------------------------------------
 *
 * hex_digest.h
 *	  The schemes "hex-md5" to "hex-sha512": a bare digest, in hexadecimal.
 *
 * Each function is of a row in the table of schemes (scheme.h); they must be
 * declared.
 *
 * src/hash/hex_digest.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_HEX_DIGEST_H
#define US_HEX_DIGEST_H

#include "scheme.h"

extern UsHashResult us_hex_md4_read(const UsVerifier *verifier,
									const UsHashLimits *limits,
									UsHashJob *job, UsHashInfo *info);
extern UsHashResult us_hex_md5_read(const UsVerifier *verifier,
									const UsHashLimits *limits,
									UsHashJob *job, UsHashInfo *info);
extern UsHashResult us_hex_sha1_read(const UsVerifier *verifier,
									 const UsHashLimits *limits,
									 UsHashJob *job, UsHashInfo *info);
extern UsHashResult us_hex_sha256_read(const UsVerifier *verifier,
									   const UsHashLimits *limits,
									   UsHashJob *job, UsHashInfo *info);
extern UsHashResult us_hex_sha512_read(const UsVerifier *verifier,
									   const UsHashLimits *limits,
									   UsHashJob *job, UsHashInfo *info);

#endif							/* US_HEX_DIGEST_H */
