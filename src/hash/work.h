/*-------------------------------------------------------------------------
 *
 * work.h
 *	  The work that a verification does: how it is named, judged and done for
 *	  nothing.
 *
 *	 primitive					shape					amount
 *	 argon2id, argon2i			KiB of memory			passes
 *	 libargon2					KiB of memory			passes
 *	 bcrypt						0						2^cost
 *	 pbkdf2						digest (digest.h)		iterations * blocks
 *	 scrypt, scrypt7			log2 N << 16 | r		p
 *	 yescrypt, gost-yescrypt	log2 N << 16 | r		1
 *	 of crypt(3)				0						rounds
 *	 digest						digest (digest.h)		rounds
 *
 * src/hash/work.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_WORK_H
#define US_WORK_H

#include "types.h"

/* The name of a primitive, static; us_work_named finds it again. */
extern const char *us_work_name(UsHashPrimitive primitive);
extern bool us_work_named(const char *name, UsHashPrimitive *primitive);

/* Is it work that this build can do: something, of a shape that it knows? */
extern bool us_work_is_known(const UsHashWork *work);

/* The memory that a work takes, in KiB; 0 for what takes next to none. */
extern uint64_t us_work_memory_kib(const UsHashWork *work);

/*
 * Describes the cost of a work, "cost=12" or "m=65536,t=2", NUL-terminated,
 * into out; empty for none.  No more than US_WORK_TEXT_MAX bytes with its NUL.
 */
#define US_WORK_TEXT_MAX	64
extern void us_work_describe(const UsHashWork *work, char *out);

/*
 * Is this less than what OWASP's Password Storage Cheat Sheet asks for?  What
 * it does not name counts as weak, but for yescrypt.
 */
extern bool us_work_is_weak(const UsHashWork *work);

/*
 * May a verifier of this work be wrapped?  Not one of bcrypt, scrypt, yescrypt
 * or argon2: they are dear enough already.
 */
extern bool us_work_is_wrappable(const UsHashWork *work);

/*
 * Does that work with a password, for nothing: as long as a verification that
 * fails.  US_HASH_MATCH, or as the family's compute function.
 */
extern UsHashResult us_work_burn(const UsHashWork *work, UsSpan password);

#endif							/* US_WORK_H */
