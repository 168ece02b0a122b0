/*
 * bare_hash.h
 *	  The hash of a login without the login.
 */
#ifndef BARE_HASH_H
#define BARE_HASH_H

/*
 * Is the verifier one of that password, at the parameters of bare_hash()?
 * Ends the program if libsodium can't start.
 */
extern int	bare_hash_fits(const char *verifier, const char *password);

/* Computes the hash once; ends the program if that fails. */
extern void bare_hash(const char *password);

#endif							/* BARE_HASH_H */
