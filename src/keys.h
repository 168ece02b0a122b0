/*-------------------------------------------------------------------------
 *
 * keys.h
 *	  The keys of userstore.key_file: read, checked, chosen.
 *
 * A key counts once it is confirmed: it is in userstore.keys, and opens its
 * canary there.  If anything is wrong with the file there is no key at all.
 *
 * Each function looks first whether the file, the setting or the table has
 * changed, so it is called in a transaction; a key stays valid until the next
 * call of any of them.
 *
 * src/keys.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_KEYS_H
#define US_KEYS_H

#include "postgres.h"

#include "key_file.h"

/* Registers for changes of the table.  Once, from _PG_init. */
extern void us_keys_start(void);

/* What is wrong with the file, a sentence; NULL if nothing is. */
extern const char *us_keys_problem(void);

/*
 * Why verifiers can't be sealed and opened, a sentence for the operator; NULL
 * if all keys of userstore.keys are confirmed and one of them is active.
 */
extern const char *us_keys_lacking(void);

/* The confirmed key with that id; NULL if there is none. */
extern const UsKey *us_keys_find(UsSpan id);

/*
 * The key to seal with: that of userstore.active_key or, if that is empty, the
 * first of the file that is confirmed.  NULL if it is not.
 */
extern const UsKey *us_keys_active(void);

/* The i-th key of the file, confirmed or not, from 0 on; NULL after the last. */
extern const UsKey *us_keys_at(int i);

/*
 * The canary of a key, palloc'd: a text that is the same for all, sealed with
 * it.
 */
extern char *us_keys_canary(const UsKey *key);

#endif							/* US_KEYS_H */
