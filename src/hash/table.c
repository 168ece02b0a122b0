/*-------------------------------------------------------------------------
 *
 * table.c
 *	  The table of schemes, and the jobs that their verifiers ask for.
 *
 * A new scheme is one row here and one file that fills it.  The first row that
 * recognises a text has it, so a row that looks closer stands above one that
 * takes more.
 *
 * src/hash/table.c
 *
 *-------------------------------------------------------------------------
 */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "adonis.h"
#include "apr1.h"
#include "argon2.h"
#include "argon2_keyed.h"
#include "aspnet.h"
#include "atlassian.h"
#include "auth0.h"
#include "bcrypt.h"
#include "bcrypt_pepper.h"
#include "bcrypt_prehash.h"
#include "crypt_schemes.h"
#include "django.h"
#include "drupal.h"
#include "firebase.h"
#include "forum_md5.h"
#include "fshp.h"
#include "grub.h"
#include "hex_digest.h"
#include "json_reader.h"
#include "keycloak.h"
#include "kratos.h"
#include "ldap.h"
#include "magento.h"
#include "mediawiki_b.h"
#include "mediawiki_pbkdf2.h"
#include "mssql.h"
#include "nthash.h"
#include "p5k2.h"
#include "passlib_bcrypt.h"
#include "passlib_pbkdf2.h"
#include "pbkdf2_colon.h"
#include "pbkdf2_phc.h"
#include "pg_md5.h"
#include "phpass.h"
#include "scram.h"
#include "scrypt_colon.h"
#include "scrypt_phc.h"
#include "span.h"
#include "spring.h"
#include "spring_digest.h"
#include "spring_pbkdf2.h"
#include "spring_scrypt.h"
#include "symfony_bcrypt.h"
#include "symfony_digest.h"
#include "symfony_pbkdf2.h"
#include "werkzeug.h"
#include "wp_bcrypt.h"
#include "yescrypt.h"

/* name, recognise (NULL: must be declared), read, looks like */
static const UsHashScheme schemes[] = {
	{"argon2", us_argon2_recognise, us_argon2_read, NULL},
	{"argon2-keyed", NULL, us_argon2_keyed_read, "argon2"},
	{"bcrypt", us_bcrypt_recognise, us_bcrypt_read, NULL},
	{"bcrypt-prehash", NULL, us_bcrypt_prehash_read, "bcrypt"},
	{"bcrypt-pepper-suffix", NULL, us_bcrypt_pepper_read, "bcrypt"},
	{"passlib-bcrypt-sha256", us_passlib_bcrypt_recognise,
	us_passlib_bcrypt_read, NULL},
	{"wp-bcrypt", us_wp_bcrypt_recognise, us_wp_bcrypt_read, NULL},
	{"symfony-bcrypt-sha512", NULL, us_symfony_bcrypt_read, "bcrypt"},
	{"django", us_django_recognise, us_django_read, NULL},
	{"aspnet-identity", us_aspnet_recognise, us_aspnet_read, NULL},
	{"passlib-pbkdf2", us_passlib_pbkdf2_recognise,
	us_passlib_pbkdf2_read, NULL},
	{"pbkdf2-phc", us_pbkdf2_phc_recognise, us_pbkdf2_phc_read, NULL},
	{"dlitz-pbkdf2", us_dlitz_pbkdf2_recognise, us_dlitz_pbkdf2_read, NULL},
	{"cta-pbkdf2", us_cta_pbkdf2_recognise, us_cta_pbkdf2_read, NULL},
	{"atlassian", us_atlassian_recognise, us_atlassian_read, NULL},
	{"grub", us_grub_recognise, us_grub_read, NULL},
	{"mediawiki-pbkdf2", us_mediawiki_pbkdf2_recognise,
	us_mediawiki_pbkdf2_read, NULL},
	{"fshp", us_fshp_recognise, us_fshp_read, NULL},
	{"pbkdf2-colon", us_pbkdf2_colon_recognise, us_pbkdf2_colon_read, NULL},
	{"spring-pbkdf2-v55", us_spring_pbkdf2_v55_recognise,
	us_spring_pbkdf2_v55_read, NULL},
	{"spring-pbkdf2-v58", us_spring_pbkdf2_v58_recognise,
	us_spring_pbkdf2_v58_read, NULL},
	{"spring-pbkdf2", NULL, us_spring_pbkdf2_read, NULL},
	{"keycloak", us_keycloak_recognise, us_keycloak_read, NULL},
	{"symfony-pbkdf2", NULL, us_symfony_pbkdf2_read, NULL},
	{"pg-scram-sha-256", us_scram_recognise, us_scram_read, NULL},
	{"crypt-scrypt7", us_crypt_scrypt7_recognise, us_crypt_scrypt7_read,
	NULL},
	{"yescrypt", us_yescrypt_recognise, us_yescrypt_read, NULL},
	{"gost-yescrypt", us_gost_yescrypt_recognise, us_gost_yescrypt_read, NULL},
	{"sha512crypt", us_sha512crypt_recognise, us_sha512crypt_read, NULL},
	{"sha256crypt", us_sha256crypt_recognise, us_sha256crypt_read, NULL},
	{"sha1crypt", us_sha1crypt_recognise, us_sha1crypt_read, NULL},
	/* a part of Kratos looks like SunMD5 but for one "$" less */
	{"kratos", us_kratos_recognise, us_kratos_read, NULL},
	{"sunmd5", us_sunmd5_recognise, us_sunmd5_read, NULL},
	{"md5crypt", us_md5crypt_recognise, us_md5crypt_read, NULL},
	{"apr1", us_apr1_recognise, us_apr1_read, NULL},
	{"nthash", us_nthash_recognise, us_nthash_read, NULL},
	{"phpass", us_phpass_recognise, us_phpass_read, NULL},
	{"drupal7", us_drupal7_recognise, us_drupal7_read, NULL},
	{"bsdicrypt", us_bsdicrypt_recognise, us_bsdicrypt_read, NULL},
	{"descrypt", us_descrypt_recognise, us_descrypt_read, NULL},
	{"passlib-scrypt", us_passlib_scrypt_recognise, us_passlib_scrypt_read,
	NULL},
	{"adonis-phc", us_adonis_recognise, us_adonis_read, NULL},
	{"spring-scrypt", us_spring_scrypt_recognise, us_spring_scrypt_read, NULL},
	{"werkzeug", us_werkzeug_recognise, us_werkzeug_read, NULL},
	{"node-scrypt-colon", NULL, us_node_scrypt_read, NULL},
	{"better-auth-scrypt", NULL, us_better_auth_read, NULL},
	{"firebase-scrypt", us_firebase_recognise, us_firebase_read, NULL},
	{"ldap", us_ldap_recognise, us_ldap_read, NULL},
	{"spring", us_spring_recognise, us_spring_read, NULL},
	{"spring-digest", us_spring_digest_recognise, us_spring_digest_read, NULL},
	{"spring-sha256", us_spring_sha256_recognise, us_spring_sha256_read, NULL},
	{"symfony-digest", NULL, us_symfony_digest_read, NULL},
	{"joomla-md5", NULL, us_joomla_md5_read, NULL},
	{"oscommerce-md5", NULL, us_oscommerce_md5_read, NULL},
	{"vbulletin-md5", NULL, us_vbulletin_md5_read, NULL},
	{"ipb-md5", NULL, us_ipb_md5_read, NULL},
	{"magento", NULL, us_magento_read, NULL},
	{"mediawiki-b", us_mediawiki_b_recognise, us_mediawiki_b_read, NULL},
	{"mssql2005", us_mssql2005_recognise, us_mssql2005_read, NULL},
	{"pg-md5-role", NULL, us_pg_md5_role_read, NULL},
	{"hex-md5", NULL, us_hex_md5_read, NULL},
	{"hex-md4", NULL, us_hex_md4_read, NULL},
	{"hex-sha1", NULL, us_hex_sha1_read, NULL},
	{"hex-sha256", NULL, us_hex_sha256_read, NULL},
	{"hex-sha512", NULL, us_hex_sha512_read, NULL},
	{"auth0", us_auth0_recognise, us_auth0_read, NULL},
};

#define SCHEME_COUNT	((int) (sizeof(schemes) / sizeof(schemes[0])))

const UsHashScheme *
us_table_at(int i)
{
	return i >= 0 && i < SCHEME_COUNT ? &schemes[i] : NULL;
}

const UsHashScheme *
us_table_named(UsSpan name)
{
	int			i;

	for (i = 0; i < SCHEME_COUNT; i++)
	{
		if (us_span_equals(name, schemes[i].name))
			return &schemes[i];
	}
	return NULL;
}

/* The row that recognises the text, or NULL. */
static const UsHashScheme *
recognise(UsSpan text)
{
	int			i;

	for (i = 0; i < SCHEME_COUNT; i++)
	{
		if (schemes[i].recognise != NULL && schemes[i].recognise(text))
			return &schemes[i];
	}
	return NULL;
}

UsHashResult
us_table_declared_name(UsSpan declared, UsSpan *name, UsHashInfo *info)
{
	UsSpan		value;

	*name = declared;
	if (!us_span_begins(declared, "{"))
		return US_HASH_MATCH;
	if (!us_json_is_valid(declared))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The declared scheme is not a JSON object in which no key stands twice.");
	if (us_json_member(declared, "scheme", &value) && us_json_is_string(value))
	{
		/* names have nothing to escape */
		name->start = value.start + 1;
		name->len = value.len - 2;
		return US_HASH_MATCH;
	}
	*name = US_SPAN("auth0");
	return us_json_member(declared, "algorithm", &value) ? US_HASH_MATCH :
		us_hash_refuse(info, US_HASH_UNSUPPORTED,
					   "The declared scheme is an object with neither \"scheme\" nor \"algorithm\".");
}

/*
 * Refuses what no scheme has to look at.  Accounts without a password are
 * marked by an empty string, or by "!" or "*" before or instead of a verifier.
 */
static UsHashResult
check_text(UsSpan text, UsHashInfo *info)
{
	if (text.start == NULL || text.len == 0)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The verifier is empty.");
	if (memchr(text.start, '\0', text.len) != NULL)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier holds a NUL byte.");
	if (text.start[0] == '!' || text.start[0] == '*')
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The verifier is marked as unusable.");
	return US_HASH_MATCH;
}

static UsHashResult
read_as(const UsHashScheme *row, const UsVerifier *verifier,
		const UsHashLimits *limits, UsHashJob *job, UsHashInfo *info)
{
	memset(job, 0, sizeof(*job));
	memset(info, 0, sizeof(*info));
	info->scheme = row->name;
	return row->read(verifier, limits, job, info);
}

/*
 * Reads a text of the declared scheme.  One that is not of it describes
 * itself, unless the verifier is strict: such are the verifiers that replaced
 * those of the declared scheme.
 */
static UsHashResult
read_declared(const UsVerifier *verifier, const UsHashLimits *limits,
			  UsHashJob *job, UsHashInfo *info)
{
	const UsHashScheme *other;
	const UsHashScheme *row;
	UsHashResult result;
	UsSpan		name;

	result = us_table_declared_name(verifier->declared, &name, info);
	if (result != US_HASH_MATCH)
		return result;
	row = us_table_named(name);
	if (row == NULL)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "This build has no scheme of the declared name.");
	result = read_as(row, verifier, limits, job, info);
	if (verifier->strict || result != US_HASH_MALFORMED)
		return result;
	other = recognise(verifier->text);
	return other == NULL || other == row ? result :
		read_as(other, verifier, limits, job, info);
}

UsHashResult
us_table_read(const UsVerifier *verifier, const UsHashLimits *limits,
			  UsHashJob *job, UsHashInfo *info)
{
	const UsHashScheme *row;
	UsHashResult result;

	memset(job, 0, sizeof(*job));
	memset(info, 0, sizeof(*info));
	result = check_text(verifier->text, info);
	if (result != US_HASH_MATCH)
		return result;
	if (verifier->declared.len > 0)
		return read_declared(verifier, limits, job, info);
	row = recognise(verifier->text);
	return row != NULL ? read_as(row, verifier, limits, job, info) :
		us_hash_refuse(info, US_HASH_UNSUPPORTED,
					   "No scheme of this build recognises the verifier.");
}

/* Computes with the password as the job prepares it. */
static UsHashResult
compute_prepared(const UsHashJob *job, UsSpan password, unsigned char *out,
				 UsHashInfo *info)
{
	char	   *buffer = malloc(US_JOB_PREPARED_MAX);
	UsSpan		prepared = {buffer, 0};
	UsHashResult result;

	if (buffer == NULL)
		return us_hash_refuse(info, US_HASH_NO_MEMORY,
							  "The memory to prepare the password in could not be had.");
	result = job->prepare(job, password, buffer, &prepared.len, info);
	if (result == US_HASH_MATCH)
		result = job->compute(job, prepared, out, info);
	else
		info->work_count = 0;	/* NB: none was done, and that must not show */
	sodium_memzero(buffer, US_JOB_PREPARED_MAX);
	free(buffer);
	return result;
}

UsHashResult
us_table_compute(const UsHashJob *job, UsSpan password, unsigned char *out,
				 UsHashInfo *info)
{
	if (password.start == NULL)
		password = US_SPAN("");
	return job->prepare != NULL ?
		compute_prepared(job, password, out, info) :
		job->compute(job, password, out, info);
}
