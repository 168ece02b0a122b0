/*-------------------------------------------------------------------------
 *
 * wrapped.c
 *	  Wrapped verifiers: argon2id over the digest of a weaker scheme.
 *
 * src/hash/wrapped.c
 *
 *-------------------------------------------------------------------------
 */
#include "wrapped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "argon2.h"
#include "encoding.h"
#include "span.h"
#include "table.h"

#define TAG				"$us-wrap$"
#define VERSION			"v=1,s="
#define FRAME			",p="
#define FRAME_MAX		512		/* bytes, decoded */
#define SCHEME_MAX		63
#define ARGON2_LEN_MAX	128

static const char domain[] = "userstore\0wrap\0v1";	/* and its NUL */

#define INPUT_MAX \
	(sizeof(domain) + 8 + SCHEME_MAX + FRAME_MAX + US_JOB_EXPECTED_MAX)

/* A wrapped verifier, taken apart. */
typedef struct Wrapped
{
	UsSpan		scheme;
	char		frame[FRAME_MAX];
	size_t		frame_len;
	UsSpan		argon2;

	/* what stands in the frame */
	UsVerifier	inner;
} Wrapped;

/* A buffer that is appended to. */
typedef struct Buffer
{
	char	   *bytes;
	size_t		len;
	size_t		size;
	bool		overflow;
} Buffer;

static void
append(Buffer *buffer, const void *bytes, size_t len)
{
	if (len > buffer->size - buffer->len)
		buffer->overflow = true;
	else if (len > 0)
	{
		memcpy(buffer->bytes + buffer->len, bytes, len);
		buffer->len += len;
	}
}

static void
append_counted(Buffer *buffer, UsSpan span)
{
	const unsigned char len[4] = {
		(unsigned char) (span.len >> 24), (unsigned char) (span.len >> 16),
		(unsigned char) (span.len >> 8), (unsigned char) span.len
	};

	append(buffer, len, sizeof(len));
	append(buffer, span.start, span.len);
}

/* What argon2id hashes, into bytes of INPUT_MAX; its length. */
static size_t
compose_input(UsSpan scheme, UsSpan frame, const unsigned char *digest,
			  size_t digest_len, char *bytes)
{
	Buffer		input = {bytes, 0, INPUT_MAX, false};

	append(&input, domain, sizeof(domain));
	append_counted(&input, scheme);
	append_counted(&input, frame);
	append(&input, digest, digest_len);
	return input.len;
}

/* Reads what the frame holds. */
static void
open_frame(Wrapped *wrapped)
{
	UsSpan		rest = {wrapped->frame, wrapped->frame_len};
	UsSpan	   *const parts[] = {
		&wrapped->inner.text, &wrapped->inner.declared, &wrapped->inner.salt,
		&wrapped->inner.user
	};
	size_t		i;

	memset(&wrapped->inner, 0, sizeof(wrapped->inner));
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
	{
		if (!us_span_cut(&rest, '\0', parts[i]))
		{
			*parts[i] = rest;
			break;
		}
	}
	if (wrapped->inner.declared.len == 0)
		wrapped->inner.declared = wrapped->scheme;
	wrapped->inner.strict = true;
}

static UsHashResult
parse(UsSpan text, Wrapped *wrapped, UsHashInfo *info)
{
	UsSpan		rest = text;
	UsSpan		head;
	UsSpan		frame;

	if (!us_span_skip(&rest, TAG) || !us_span_skip(&rest, VERSION) ||
		!us_span_cut(&rest, '$', &head) ||
		!us_span_cut(&head, ',', &wrapped->scheme) ||
		!us_span_skip(&head, "p=") || wrapped->scheme.len > SCHEME_MAX ||
		wrapped->scheme.len == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The wrapped verifier is not version 1, scheme and frame before an argon2id string.");
	if (us_span_equals(wrapped->scheme, US_WRAPPED_SCHEME))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The wrapped verifier holds another.");
	frame = head;
	if (frame.len == 0 || frame.start[frame.len - 1] == '=' ||
		!us_base64_decode(frame.start, frame.len,
						  (unsigned char *) wrapped->frame, FRAME_MAX,
						  &wrapped->frame_len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The frame of the wrapped verifier is not unpadded base64 of up to 512 bytes.");
	wrapped->argon2.start = rest.start - 1;
	wrapped->argon2.len = rest.len + 1;
	if (!us_span_begins(wrapped->argon2, "$argon2id$"))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The wrapped verifier holds no argon2id string.");
	open_frame(wrapped);
	return US_HASH_MATCH;
}

/* The two jobs of a wrapped verifier.  NB: wipe them. */
typedef struct Jobs
{
	UsHashJob	inner;
	UsHashJob	outer;
} Jobs;

static Jobs *
make_jobs(UsHashInfo *info)
{
	Jobs	   *jobs = malloc(sizeof(Jobs));

	if (jobs == NULL)
		us_hash_refuse(info, US_HASH_NO_MEMORY,
					   "The memory to read the wrapped verifier in could not be had.");
	return jobs;
}

static void
free_jobs(Jobs *jobs)
{
	sodium_memzero(jobs, sizeof(*jobs));
	free(jobs);
}

/* Reads both verifiers; their work is done one after the other. */
static UsHashResult
read_jobs(const UsVerifier *verifier, const UsHashLimits *limits,
		  Wrapped *wrapped, Jobs *jobs, UsHashInfo *info)
{
	UsHashInfo	inner;
	UsVerifier	argon2 = {{NULL, 0}, {NULL, 0}, false, {NULL, 0}, {NULL, 0}};
	UsHashResult result;

	memset(info, 0, sizeof(*info));
	info->scheme = US_WRAPPED_SCHEME;
	result = parse(verifier->text, wrapped, info);
	if (result != US_HASH_MATCH)
		return result;
	result = us_table_read(&wrapped->inner, limits, &jobs->inner, &inner);
	if (result != US_HASH_MATCH)
		return us_hash_refuse(info, result, inner.detail);
	if (jobs->inner.blank.kind == US_BLANK_NEVER)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The scheme within the wrapped verifier is never wrapped.");
	argon2.text = wrapped->argon2;
	memset(&jobs->outer, 0, sizeof(jobs->outer));
	result = us_argon2_read(&argon2, limits, &jobs->outer, info);
	if (result == US_HASH_MATCH &&
		jobs->outer.expected_len != US_HASH_DIGEST_BYTES)
		result = us_hash_refuse(info, US_HASH_MALFORMED,
								"The argon2id digest of the wrapped verifier is not of 32 bytes.");
	if (inner.work_count > 0)
		us_hash_add_work(info, inner.works[0]);
	return result;
}

bool
us_wrapped_recognise(UsSpan text)
{
	return us_span_begins(text, TAG);
}

UsHashResult
us_wrapped_inspect(const UsVerifier *verifier, const UsHashLimits *limits,
				   UsHashInfo *info)
{
	Wrapped		wrapped;
	Jobs	   *jobs = make_jobs(info);
	UsHashResult result;

	if (jobs == NULL)
		return US_HASH_NO_MEMORY;
	result = read_jobs(verifier, limits, &wrapped, jobs, info);
	free_jobs(jobs);
	return result;
}

/* Computes the digest within, then argon2id over it; compares. */
static UsHashResult
compare(const Wrapped *wrapped, const Jobs *jobs, UsSpan password,
		UsHashInfo *info)
{
	unsigned char digest[US_JOB_EXPECTED_MAX];
	unsigned char outer[US_JOB_EXPECTED_MAX];
	char		bytes[INPUT_MAX];
	const UsSpan frame = {wrapped->frame, wrapped->frame_len};
	UsSpan		input = {bytes, 0};
	UsHashResult result = us_table_compute(&jobs->inner, password, digest,
										   info);

	if (result != US_HASH_MATCH)
		return result;
	input.len = compose_input(wrapped->scheme, frame, digest,
							  jobs->inner.expected_len, bytes);
	result = us_table_compute(&jobs->outer, input, outer, info);
	if (result == US_HASH_MATCH &&
		sodium_memcmp(outer, jobs->outer.expected,
					  jobs->outer.expected_len) != 0)
		result = US_HASH_MISMATCH;
	sodium_memzero(digest, sizeof(digest));
	sodium_memzero(outer, sizeof(outer));
	sodium_memzero(bytes, sizeof(bytes));
	return result;
}

UsHashResult
us_wrapped_verify(const UsVerifier *verifier, UsSpan password,
				  const UsHashLimits *limits, UsHashInfo *info)
{
	Wrapped		wrapped;
	Jobs	   *jobs = make_jobs(info);
	UsHashResult result;

	if (jobs == NULL)
		return US_HASH_NO_MEMORY;
	result = read_jobs(verifier, limits, &wrapped, jobs, info);
	if (result == US_HASH_MATCH)
		result = compare(&wrapped, jobs, password, info);
	free_jobs(jobs);
	return result;
}

bool
us_wrapped_consumes(const UsVerifier *verifier, size_t password_len,
					const UsHashLimits *limits)
{
	Wrapped		wrapped;
	UsHashInfo	info;
	Jobs	   *jobs = make_jobs(&info);
	bool		consumes;

	if (jobs == NULL)
		return false;
	consumes = read_jobs(verifier, limits, &wrapped, jobs,
						 &info) == US_HASH_MATCH &&
		us_job_is_whole(&jobs->inner, password_len);
	free_jobs(jobs);
	return consumes;
}

/* Overwrites the digest's characters, or its bytes within base64. */
static bool
blank_text(const UsVerifier *verifier, const UsBlank *blank, char *copy)
{
	const size_t at = (size_t) (blank->where.start - verifier->text.start);
	unsigned char bytes[FRAME_MAX];
	char		encoded[FRAME_MAX * 2];
	size_t		len;
	bool		padded = blank->where.len % 4 == 0;
	bool		fits;

	if (blank->kind == US_BLANK_TEXT)
	{
		memset(copy + at, blank->fill, blank->where.len);
		return true;
	}
	fits = us_base64_decode(blank->where.start, blank->where.len, bytes,
							sizeof(bytes), &len) &&
		blank->at + blank->len <= len;
	if (fits)
	{
		memset(bytes + blank->at, 0, blank->len);
		fits = padded ?
			us_base64_encode_padded(bytes, len, encoded, sizeof(encoded)) :
			us_base64_encode(bytes, len, encoded, sizeof(encoded));
	}
	fits = fits && strlen(encoded) == blank->where.len;
	if (fits)
		memcpy(copy + at, encoded, blank->where.len);
	sodium_memzero(bytes, sizeof(bytes));
	sodium_memzero(encoded, sizeof(encoded));
	return fits;
}

/* The frame of a verifier, into bytes of FRAME_MAX; false if it does not fit. */
static bool
compose_frame(const UsVerifier *verifier, const UsBlank *blank, char *bytes,
			  size_t *len)
{
	Buffer		frame = {bytes, 0, FRAME_MAX, false};
	const UsSpan parts[] = {
		verifier->declared, verifier->salt, verifier->user
	};
	int			last = 2;
	int			i;

	append(&frame, verifier->text.start, verifier->text.len);
	if (frame.overflow || !blank_text(verifier, blank, bytes))
		return false;
	while (last >= 0 && parts[last].len == 0)
		last--;
	for (i = 0; i <= last; i++)
	{
		append(&frame, "", 1);
		append(&frame, parts[i].start, parts[i].len);
	}
	*len = frame.len;
	return !frame.overflow;
}

/* Writes tag, scheme and frame; false if there is no room for argon2id. */
static bool
write_head(const char *scheme, const char *frame, size_t frame_len, char *out,
		   size_t *len)
{
	int			written = snprintf(out, US_HASH_WRAPPED_MAX,
								   TAG VERSION "%s" FRAME, scheme);

	if (written < 0 || written >= US_HASH_WRAPPED_MAX ||
		!us_base64_encode((const unsigned char *) frame, frame_len,
						  out + written,
						  US_HASH_WRAPPED_MAX - (size_t) written))
		return false;
	*len = strlen(out);
	return *len + ARGON2_LEN_MAX < US_HASH_WRAPPED_MAX;
}

size_t
us_wrapped_length(const UsVerifier *verifier, const UsHashJob *job,
				  const char *scheme, const UsHashCost *cost)
{
	char		bytes[FRAME_MAX];
	char		head[US_HASH_WRAPPED_MAX];
	size_t		frame_len;
	size_t		len;

	return compose_frame(verifier, &job->blank, bytes, &frame_len) &&
		write_head(scheme, bytes, frame_len, head, &len) ?
		len + us_argon2_length(cost) : 0;
}

UsHashResult
us_wrapped_make(const UsVerifier *verifier, const UsHashJob *job,
				const char *scheme, const UsHashCost *cost,
				const unsigned char *salt, char *out)
{
	char		bytes[FRAME_MAX];
	char		input_bytes[INPUT_MAX];
	char		argon2[US_HASH_VERIFIER_MAX];
	const UsSpan name = {scheme, strlen(scheme)};
	UsSpan		frame = {bytes, 0};
	UsSpan		input = {input_bytes, 0};
	size_t		len;
	UsHashResult result;

	if (job->blank.kind == US_BLANK_NEVER || name.len > SCHEME_MAX ||
		!compose_frame(verifier, &job->blank, bytes, &frame.len) ||
		!write_head(scheme, bytes, frame.len, out, &len))
		return US_HASH_UNSUPPORTED;
	input.len = compose_input(name, frame, job->expected, job->expected_len,
							  input_bytes);
	result = us_argon2_make(cost, salt, input, argon2);
	if (result == US_HASH_MATCH)
		snprintf(out + len, US_HASH_WRAPPED_MAX - len, "%s", argon2);
	sodium_memzero(input_bytes, sizeof(input_bytes));
	sodium_memzero(argon2, sizeof(argon2));
	return result;
}
