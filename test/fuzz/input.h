/*-------------------------------------------------------------------------
 *
 * input.h
 *	  What a fuzzer's bytes mean, and what must be true of every answer.
 *
 * An input is a byte that chooses what is declared, a byte of flags, a line
 * for each field that the flags announce, and the verifier's text.  The script
 * "seeds" writes such inputs from the vectors.
 *
 * test/fuzz/input.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef INPUT_H
#define INPUT_H

#include "hash/hash.h"

/* The flags of the second byte. */
#define HAS_DECLARED	1		/* a line of its own: the first byte is nothing */
#define HAS_SALT		2
#define HAS_USER		4
#define HAS_PASSWORD	8
#define IS_STRICT		16

typedef struct Input
{
	UsVerifier	verifier;
	UsSpan		password;
	char	   *copies[5];		/* what they point into */
} Input;

/* Costs so small that a run takes next to no time. */
extern const UsHashLimits small_limits;

/* DESIGN.md's, or near them. */
extern const UsHashLimits usual_limits;

/* Prepares the hashing, once. */
extern void input_start(void);

/*
 * Reads an input, each field a copy of exactly its bytes; false if it is too
 * short.  Free it with input_free.
 */
extern bool input_read(const uint8_t *data, size_t size, Input *input);
extern void input_free(Input *input);

/* Ends the program, with the condition's text, unless it is true. */
#define CHECK(condition) \
	((condition) ? (void) 0 : check_failed(#condition, __FILE__, __LINE__))
extern void check_failed(const char *condition, const char *file, int line);

/* What must be true of an inspection, and of a verification. */
extern void check_inspected(UsHashResult result, const UsHashInfo *info);
extern void check_verified(UsHashResult result, const UsHashInfo *info);

/* Do both name the same scheme and the same work? */
extern bool is_same(const UsHashInfo *a, const UsHashInfo *b);

#endif							/* INPUT_H */
