/*-------------------------------------------------------------------------
 *
 * scheme.h
 *	  What schemes and formats provide: the rows of the tables.
 *
 * A scheme reads a verifier into a job; what computes and compares it knows
 * nothing of strings.
 *
 * src/hash/scheme.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SCHEME_H
#define US_SCHEME_H

#include "types.h"

#define US_JOB_EXPECTED_MAX		128 /* bytes of any digest */
#define US_JOB_STATE_ROOM		2048	/* bytes of a family's state */
#define US_JOB_PREPARED_MAX		16384	/* bytes of a prepared password */

typedef struct UsHashJob UsHashJob;

/*
 * Turns a password into what is hashed, into out, which has
 * US_JOB_PREPARED_MAX bytes; *out_len gets their number.  US_HASH_MATCH;
 * US_HASH_TOO_LONG if it does not fit; US_HASH_MISMATCH for a password that no
 * verifier of the scheme can be of; others with their detail.
 */
typedef UsHashResult (*UsPrepare) (const UsHashJob *job, UsSpan password,
								   char *out, size_t *out_len,
								   UsHashInfo *info);

/*
 * Computes what the (prepared) password gives, into out, which has
 * US_JOB_EXPECTED_MAX bytes: expected_len of them.  US_HASH_MATCH means that
 * it was computed; anything else but a mismatch comes with info->detail.
 */
typedef UsHashResult (*UsCompute) (const UsHashJob *job, UsSpan password,
								   unsigned char *out, UsHashInfo *info);

/* How the digest is taken out of a verifier, see wrapped.h. */
typedef enum UsBlankKind
{
	US_BLANK_NEVER,				/* this scheme is not wrapped */
	US_BLANK_TEXT,				/* its characters become others */
	US_BLANK_BYTES				/* bytes within standard base64 become 0 */
} UsBlankKind;

/*
 * Where the digest stands in the verifier's text: all of it and nothing else,
 * so that the text, without it, reads as a verifier of the same scheme.
 */
typedef struct UsBlank
{
	UsBlankKind kind;
	UsSpan		where;			/* within the verifier's text */
	char		fill;			/* US_BLANK_TEXT: the character of digit 0 */
	size_t		at;				/* US_BLANK_BYTES: of the decoded bytes, from */
	size_t		len;			/* ... here so many */
} UsBlank;

/*
 * What one verifier asks for.  It begins as zeros.  NB: holds the digest; who
 * made it wipes it.
 */
struct UsHashJob
{
	/* what must come of it: raw bytes, of crypt(3) its characters */
	unsigned char expected[US_JOB_EXPECTED_MAX];
	size_t		expected_len;	/* not 0 */

	UsPrepare	prepare;		/* NULL: the password as it is */
	UsCompute	compute;

	/*
	 * Does it look at every byte of every password, and tell all of them
	 * apart?  If not: the bytes up to which it does, 0 for never.
	 */
	bool		partial;
	size_t		whole_up_to;

	/* The family's own name of what it is, static; for its writers. */
	const char *variant;

	UsBlank		blank;

	/* the family's own, see US_JOB_STATE */
	union
	{
		long long	number;
		void	   *pointer;
		unsigned char bytes[US_JOB_STATE_ROOM];
	}			state;

	/* of the scheme around another, if its prepare needs some */
	union
	{
		long long	number;
		void	   *pointer;
		unsigned char bytes[1024];
	}			outer;
};

/* The state of a job as the type of its family. */
#define US_JOB_STATE(job, type)		((type *) (job)->state.bytes)
#define US_JOB_STATE_CONST(job, type)	((const type *) (job)->state.bytes)
#define US_JOB_OUTER(job, type)		((type *) (job)->outer.bytes)
#define US_JOB_OUTER_CONST(job, type)	((const type *) (job)->outer.bytes)

/* Put one behind a state's type: does it fit? */
#define US_JOB_STATE_FITS(type) \
	typedef char type##Fits[sizeof(type) <= US_JOB_STATE_ROOM ? 1 : -1]
#define US_JOB_OUTER_FITS(type) \
	typedef char type##Fits[sizeof(type) <= 1024 ? 1 : -1]

/*
 * A scheme.  Its functions get a text of one byte or more without a NUL.  It
 * need not be theirs: who declared the scheme may be wrong.
 */
typedef struct UsHashScheme
{
	const char *name;

	/* Can the text be nothing else?  NULL: it must be declared. */
	bool		(*recognise) (UsSpan text);

	/*
	 * Parses and bounds: US_HASH_MATCH, and the job can be computed;
	 * US_HASH_MALFORMED, US_HASH_UNSUPPORTED or US_HASH_OUT_OF_BOUNDS with
	 * info->detail.  Adds its work to info once it is known; info->scheme is
	 * set already.  Keeps no pointer but in job->blank.
	 */
	UsHashResult (*read) (const UsVerifier *verifier,
						  const UsHashLimits *limits, UsHashJob *job,
						  UsHashInfo *info);

	/* Declared only: the scheme whose strings its own look like, or NULL. */
	const char *looks_like;
} UsHashScheme;

/*
 * The functions get a cost whose rounds are set and within the format's, and a
 * password no longer than the format takes.
 */
typedef struct UsHashWriter
{
	UsHashFormat format;

	/*
	 * Writes a verifier, NUL-terminated, into out, which has
	 * US_HASH_VERIFIER_MAX bytes; salt has US_HASH_SALT_BYTES.
	 * US_HASH_MATCH; US_HASH_NO_MEMORY; US_HASH_OUT_OF_BOUNDS for a cost or
	 * a password that can't be; US_HASH_UNSUPPORTED if a library refuses.
	 */
	UsHashResult (*make) (const UsHashCost *cost, const unsigned char *salt,
						  UsSpan password, char *out);

	/* The bytes that it writes, without NUL. */
	size_t		(*length) (const UsHashCost *cost);

	/* The work that it does. */
	UsHashWork	(*work) (const UsHashCost *cost);

	/* Is a usable verifier of its scheme another or a cheaper one? */
	bool		(*is_weaker) (const UsHashJob *job, const UsHashInfo *info,
							  const UsHashCost *cost);
} UsHashWriter;

/* Does a job tell every password of that length from all others? */
static inline bool
us_job_is_whole(const UsHashJob *job, size_t password_len)
{
	return !job->partial ||
		(job->whole_up_to > 0 && password_len <= job->whole_up_to);
}

/* Sets the detail, a static sentence, and gives the result back. */
static inline UsHashResult
us_hash_refuse(UsHashInfo *info, UsHashResult result, const char *detail)
{
	info->detail = detail;
	return result;
}

/* Adds a kind of work, of which there is room for US_HASH_WORKS_MAX. */
static inline void
us_hash_add_work(UsHashInfo *info, UsHashWork work)
{
	if (work.primitive != US_PRIMITIVE_NONE &&
		info->work_count < US_HASH_WORKS_MAX)
		info->works[info->work_count++] = work;
}

#endif							/* US_SCHEME_H */
