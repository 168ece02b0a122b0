/*-------------------------------------------------------------------------
 *
 * ossl.c
 *	  OpenSSL's algorithms, fetched once a process, and why one failed.
 *
 * src/hash/ossl.c
 *
 *-------------------------------------------------------------------------
 */
#include "ossl.h"

#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/provider.h>

/*
 * Forgets OpenSSL's errors.  *first gets the one raised first, which says
 * most; 0 if there was none, as if there is no memory for one.  Does one of
 * them tell of memory?
 */
static bool
take_errors(unsigned long *first)
{
	bool		memory = false;
	unsigned long error = ERR_get_error();

	*first = error;
	for (; error != 0; error = ERR_get_error())
		memory = memory || ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE;
	return memory;
}

UsHashResult
us_ossl_failure(void)
{
	unsigned long first;
	const bool	memory = take_errors(&first);

	return !memory && first != 0 &&
		ERR_GET_REASON(first) == ERR_R_UNSUPPORTED ?
		US_HASH_UNSUPPORTED : US_HASH_NO_MEMORY;
}

/*
 * Why could no provider be loaded?  If its file is missing, or is not to be
 * opened, that is no want of memory; which OpenSSL 3.0 may call an internal
 * error.
 */
static UsHashResult
load_failure(void)
{
	unsigned long first;
	const bool	memory = take_errors(&first);

	return memory || first == 0 ||
		ERR_GET_REASON(first) == ERR_R_INTERNAL_ERROR ?
		US_HASH_NO_MEMORY : US_HASH_UNSUPPORTED;
}

/*
 * A library context with the legacy provider, in *context.  HMAC and PBKDF2
 * come from the default provider there too, which is why it is loaded as well.
 */
static UsHashResult
make_context(OSSL_LIB_CTX **context)
{
	OSSL_LIB_CTX *made;
	OSSL_PROVIDER *legacy;
	UsHashResult result;

	ERR_clear_error();
	made = OSSL_LIB_CTX_new();
	if (made == NULL)
	{
		ERR_clear_error();
		return US_HASH_NO_MEMORY;
	}
	legacy = OSSL_PROVIDER_load(made, "legacy");
	if (legacy != NULL && OSSL_PROVIDER_load(made, "default") != NULL)
	{
		*context = made;
		return US_HASH_MATCH;
	}
	result = load_failure();
	if (legacy != NULL)
		OSSL_PROVIDER_unload(legacy);
	OSSL_LIB_CTX_free(made);
	ERR_clear_error();
	return result;
}

/*
 * The library context of a source, in *context: NULL, OpenSSL's own, or ours,
 * made when first needed and kept.
 */
static UsHashResult
find_context(UsOsslSource source, OSSL_LIB_CTX **context)
{
	static OSSL_LIB_CTX *legacy;
	UsHashResult result = US_HASH_MATCH;

	if (source == US_OSSL_LEGACY && legacy == NULL)
		result = make_context(&legacy);
	*context = source == US_OSSL_LEGACY ? legacy : NULL;
	return result;
}

UsHashResult
us_ossl_digest(UsOsslSource source, const char *name, EVP_MD **md)
{
	OSSL_LIB_CTX *context;
	UsHashResult result;

	if (*md != NULL)
		return US_HASH_MATCH;
	result = find_context(source, &context);
	if (result != US_HASH_MATCH)
		return result;
	ERR_clear_error();
	*md = EVP_MD_fetch(context, name, NULL);
	return *md != NULL ? US_HASH_MATCH : us_ossl_failure();
}

UsHashResult
us_ossl_hmac(UsOsslSource source, EVP_MAC **mac)
{
	static EVP_MAC *fetched[US_OSSL_SOURCE_COUNT];
	OSSL_LIB_CTX *context;
	UsHashResult result;

	if (fetched[source] == NULL)
	{
		result = find_context(source, &context);
		if (result != US_HASH_MATCH)
			return result;
		ERR_clear_error();
		fetched[source] = EVP_MAC_fetch(context, "HMAC", NULL);
		if (fetched[source] == NULL)
			return us_ossl_failure();
	}
	*mac = fetched[source];
	return US_HASH_MATCH;
}

UsHashResult
us_ossl_pbkdf2(UsOsslSource source, EVP_KDF **kdf)
{
	static EVP_KDF *fetched[US_OSSL_SOURCE_COUNT];
	OSSL_LIB_CTX *context;
	UsHashResult result;

	if (fetched[source] == NULL)
	{
		result = find_context(source, &context);
		if (result != US_HASH_MATCH)
			return result;
		ERR_clear_error();
		fetched[source] = EVP_KDF_fetch(context, "PBKDF2", NULL);
		if (fetched[source] == NULL)
			return us_ossl_failure();
	}
	*kdf = fetched[source];
	return US_HASH_MATCH;
}
