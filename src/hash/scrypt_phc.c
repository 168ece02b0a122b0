/*-------------------------------------------------------------------------
 *
 * scrypt_phc.c
 *	  scrypt as a PHC string, $scrypt$..., of which there are three dialects.
 *
 * src/hash/scrypt_phc.c
 *
 *-------------------------------------------------------------------------
 */
#include "scrypt_phc.h"

#include "phc.h"
#include "scrypt_parts.h"
#include "span.h"

#define PREFIX			"$scrypt$"
#define PARAMETERS		3		/* N or its logarithm, r, p */
#define LOG2_N_MAX		63		/* more than this is N itself */

typedef enum Dialect
{
	NO_DIALECT,
	PASSLIB,
	KRATOS,
	ADONIS
} Dialect;

/* The dialect of a text; passlib's if it is a broken one. */
static Dialect
find_dialect(UsSpan text)
{
	UsSpan		parameters;
	UsSpan		parameter;
	uint32_t	value;

	if (!us_span_skip(&text, PREFIX))
		return NO_DIALECT;
	if (!us_span_cut(&text, '$', &parameters))
		return PASSLIB;
	while (parameters.len > 0)
	{
		if (!us_span_cut(&parameters, ',', &parameter))
			parameter = us_span_take(&parameters, parameters.len);
		if (us_span_begins(parameter, "n="))
			return ADONIS;
		if (us_span_skip(&parameter, "ln=") &&
			us_span_number(parameter, &value) && value > LOG2_N_MAX)
			return KRATOS;
	}
	return PASSLIB;
}

/*
 * Reads a text; the key says how N is written.  Padding is accepted: Kratos
 * writes it always, pg_pwhash if it is set to.
 */
static UsHashResult
read_dialect(UsSpan text, Dialect dialect, const UsHashLimits *limits,
			 UsHashJob *job, UsHashInfo *info)
{
	UsScrypt   *scrypt = us_scrypt_state(job);
	uint32_t	n;
	UsPhc		phc;

	if (!us_phc_parse(text.start, text.len, &phc) ||
		!us_span_equals(phc.id, "scrypt") || phc.has_version ||
		phc.parameter_count != PARAMETERS)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt string is not three parameters, a salt and a key.");
	if (!us_phc_number(&phc, dialect == ADONIS ? "n" : "ln", &n) ||
		!us_phc_number(&phc, "r", &scrypt->r) ||
		!us_phc_number(&phc, "p", &scrypt->p))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt parameters are not the numbers N, r and p.");
	if (dialect == PASSLIB)
		scrypt->log2_n = n;
	else if (!us_scrypt_log2(n, &scrypt->log2_n))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt N is not a power of two from 2 on.");
	if (!us_scrypt_salt_base64(job, phc.salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt salt is not base64 of at most 256 bytes.");
	if (!us_scrypt_key_base64(job, phc.digest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scrypt key is not base64 of 16 to 128 bytes.");
	return us_scrypt_finish(job, limits, info);
}

bool
us_passlib_scrypt_recognise(UsSpan text)
{
	return find_dialect(text) == PASSLIB;
}

UsHashResult
us_passlib_scrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					   UsHashJob *job, UsHashInfo *info)
{
	return read_dialect(verifier->text, PASSLIB, limits, job, info);
}

bool
us_kratos_scrypt_recognise(UsSpan text)
{
	return find_dialect(text) == KRATOS;
}

UsHashResult
us_kratos_scrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	return read_dialect(verifier->text, KRATOS, limits, job, info);
}

bool
us_adonis_scrypt_recognise(UsSpan text)
{
	return find_dialect(text) == ADONIS;
}

UsHashResult
us_adonis_scrypt_read(const UsVerifier *verifier, const UsHashLimits *limits,
					  UsHashJob *job, UsHashInfo *info)
{
	return read_dialect(verifier->text, ADONIS, limits, job, info);
}
