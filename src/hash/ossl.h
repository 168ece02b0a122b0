/*-------------------------------------------------------------------------
 *
 * ossl.h
 *	  OpenSSL's algorithms, fetched once a process, and why one failed.
 *
 * What OpenSSL keeps in its legacy provider lives in a library context of our
 * own, so the server's own use of OpenSSL sees nothing of it.  Everything that
 * is given back belongs to this module.
 *
 * src/hash/ossl.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_OSSL_H
#define US_OSSL_H

#include <openssl/evp.h>

#include "types.h"

/* Where an algorithm comes from. */
typedef enum UsOsslSource
{
	US_OSSL_DEFAULT,			/* the library as it is configured */
	US_OSSL_LEGACY,				/* our own context with the legacy provider */
	US_OSSL_SOURCE_COUNT
} UsOsslSource;

/*
 * A digest, kept in *md once fetched: a caller's static variable, NULL at
 * first.  US_HASH_MATCH; US_HASH_UNSUPPORTED if there is none, or no legacy
 * provider; US_HASH_NO_MEMORY.
 */
extern UsHashResult us_ossl_digest(UsOsslSource source, const char *name,
								   EVP_MD **md);

/* HMAC and PBKDF2 that know the digests of a source; as us_ossl_digest. */
extern UsHashResult us_ossl_hmac(UsOsslSource source, EVP_MAC **mac);
extern UsHashResult us_ossl_pbkdf2(UsOsslSource source, EVP_KDF **kdf);

/*
 * Why did OpenSSL fail?  Its arguments were in order, so US_HASH_UNSUPPORTED
 * if it lacks something, else US_HASH_NO_MEMORY.  Forgets OpenSSL's errors:
 * the server's own use of it finds none of ours.
 */
extern UsHashResult us_ossl_failure(void);

#endif							/* US_OSSL_H */
