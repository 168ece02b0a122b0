/*-------------------------------------------------------------------------
 *
 * crypt_any.c
 *	  Strings of crypt(3), of whichever method they are.
 *
 * src/hash/crypt_any.c
 *
 *-------------------------------------------------------------------------
 */
#include "crypt_any.h"

#include "bcrypt.h"
#include "crypt_schemes.h"
#include "nthash.h"
#include "yescrypt.h"

static const struct
{
	bool		(*recognise) (UsSpan text);
	UsHashResult (*read) (const UsVerifier *verifier,
						  const UsHashLimits *limits, UsHashJob *job,
						  UsHashInfo *info);
}			methods[] =
{
	{us_bcrypt_recognise, us_bcrypt_read},
	{us_yescrypt_recognise, us_yescrypt_read},
	{us_gost_yescrypt_recognise, us_gost_yescrypt_read},
	{us_crypt_scrypt7_recognise, us_crypt_scrypt7_read},
	{us_sha512crypt_recognise, us_sha512crypt_read},
	{us_sha256crypt_recognise, us_sha256crypt_read},
	{us_sha1crypt_recognise, us_sha1crypt_read},
	{us_sunmd5_recognise, us_sunmd5_read},
	{us_md5crypt_recognise, us_md5crypt_read},
	{us_nthash_recognise, us_nthash_read},
	{us_bsdicrypt_recognise, us_bsdicrypt_read},
	{us_descrypt_recognise, us_descrypt_read},
};

UsHashResult
us_crypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
			  UsHashJob *job, UsHashInfo *info)
{
	size_t		i;

	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
	{
		if (methods[i].recognise(verifier->text))
			return methods[i].read(verifier, limits, job, info);
	}
	return us_hash_refuse(info, US_HASH_UNSUPPORTED,
						  "The string is of no method of crypt(3) that this build has.");
}
