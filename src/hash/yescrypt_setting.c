/*-------------------------------------------------------------------------
 *
 * yescrypt_setting.c
 *	  What the setting of a $y$, $gy$ or $7$ asks for, decoded and bounded.
 *
 * The parameters of $y$ and $gy$ are numbers of one to six digits, encoded as
 * yescrypt 1.1 has it (openwall.com/yescrypt); of those that it could have,
 * libxcrypt computes scrypt itself, its write-once variant, and one flavour of
 * the full scheme, which is the one that it writes.
 *
 * src/hash/yescrypt_setting.c
 *
 *-------------------------------------------------------------------------
 */
#include "yescrypt_setting.h"

#include "crypt_job.h"
#include "encoding.h"
#include "span.h"

#define SALT_DIGITS_MAX	86		/* 64 bytes */

/* Which parameters follow N and r. */
#define HAVE_P			1
#define HAVE_T			2
#define HAVE_G			4
#define HAVE_ROM		8
#define HAVE_END		16

#define LOG2_N_MIN		2		/* what libxcrypt computes */
#define LOG2_N_MAX		31
#define R_MAX			0xFFFF	/* what a work's shape holds */
#define LANES_MAX		((uint64_t) 1 << 30)	/* p * r is less */
#define LANE_KIB		13		/* the boxes of a lane of the full flavour */

/* Cuts a digit off. */
static bool
cut_digit(UsSpan *text, uint32_t *value)
{
	int			digit;

	if (text->len == 0)
		return false;
	digit = us_crypt64_value(us_span_take(text, 1).start[0]);
	*value = (uint32_t) digit;
	return digit >= 0;
}

/*
 * Cuts a number off whose first digit tells how many there are: of 48 values
 * none follows, of the next 8 one, of 4 two, 2 three, 1 four, 1 five.  The
 * numbers of each length begin behind those of the shorter ones, the first at
 * min.  None exceeds 32 bits.
 */
static bool
cut_number(UsSpan *text, uint32_t min, uint32_t *number)
{
	uint32_t	first = 0;
	uint32_t	last = 47;
	uint32_t	bits = 0;
	uint32_t	digit;

	if (!cut_digit(text, &digit))
		return false;
	*number = min;
	while (digit > last)
	{
		*number += (last + 1 - first) << bits;
		first = last + 1;
		last = first + (62 - last) / 2;
		bits += 6;
	}
	*number += (digit - first) << bits;
	while (bits > 0)
	{
		if (!cut_digit(text, &digit))
			return false;
		bits -= 6;
		*number += digit << bits;
	}
	return true;
}

/* Cuts a number of five digits off, the lowest first. */
static bool
cut_fixed(UsSpan *text, uint32_t *number)
{
	uint32_t	digit;
	int			i;

	*number = 0;
	for (i = 0; i < 5; i++)
	{
		if (!cut_digit(text, &digit))
			return false;
		*number |= digit << (6 * i);
	}
	return true;
}

/*
 * Is it what bytes are encoded as?  Groups of four digits are three bytes, the
 * last group may be shorter.
 */
static bool
is_salt(UsSpan salt)
{
	const size_t odd = salt.len % 4;

	return salt.len <= SALT_DIGITS_MAX && us_crypt_is_digits(salt) &&
		odd != 1 &&
		(odd != 2 || us_crypt_is_canonical(salt, 0x3C)) &&
		(odd != 3 || us_crypt_is_canonical(salt, 0x30));
}

/* The parameters that may follow N and r; *have tells which there are. */
static bool
cut_others(UsSpan *rest, UsYescrypt *parameters, uint32_t *have)
{
	uint32_t	number;

	return cut_number(rest, 1, have) &&
		((*have & HAVE_P) == 0 || cut_number(rest, 2, &parameters->p)) &&
		((*have & HAVE_T) == 0 || cut_number(rest, 1, &parameters->t)) &&
		((*have & HAVE_G) == 0 || cut_number(rest, 1, &number)) &&
		((*have & HAVE_ROM) == 0 || cut_number(rest, 1, &number));
}

UsHashResult
us_yescrypt_decode(UsSpan rest, UsYescrypt *parameters, UsHashInfo *info)
{
	uint32_t	have = 0;

	parameters->p = 1;
	parameters->t = 0;
	if (!cut_number(&rest, 0, &parameters->flavour) ||
		!cut_number(&rest, 1, &parameters->log2_n) ||
		!cut_number(&rest, 1, &parameters->r) ||
		(!us_span_begins(rest, "$") &&
		 (!cut_others(&rest, parameters, &have) || have >= HAVE_END)))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The parameters of the yescrypt string are not numbers as yescrypt encodes them.");
	if (have & HAVE_ROM)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The yescrypt string was computed with a ROM.");
	if (have & HAVE_G)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The yescrypt string was upgraded without its password, which libxcrypt can't compute.");
	if (!us_span_skip(&rest, "$") || !is_salt(rest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Behind the parameters of the yescrypt string is no salt of up to 64 bytes.");
	if (parameters->flavour != US_YESCRYPT_SCRYPT &&
		parameters->flavour != US_YESCRYPT_WORM &&
		parameters->flavour != US_YESCRYPT_FULL)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The yescrypt string is of a flavour that libxcrypt can't compute.");
	if (parameters->flavour == US_YESCRYPT_SCRYPT && parameters->t > 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The yescrypt string is plain scrypt, which has no parameter t.");
	return US_HASH_MATCH;
}

UsHashResult
us_yescrypt_decode_scrypt7(UsSpan rest, UsYescrypt *parameters,
						   UsHashInfo *info)
{
	parameters->flavour = US_YESCRYPT_SCRYPT;
	parameters->t = 0;
	if (!cut_digit(&rest, &parameters->log2_n) ||
		!cut_fixed(&rest, &parameters->r) ||
		!cut_fixed(&rest, &parameters->p) ||
		!us_crypt_is_digits(rest) || rest.len > SALT_DIGITS_MAX)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Behind $7$ are no 11 characters of parameters and a salt of the characters ./0-9A-Za-z.");
	return US_HASH_MATCH;
}

/* Are they what libxcrypt computes at all? */
static bool
are_possible(const UsYescrypt *parameters)
{
	return parameters->log2_n >= LOG2_N_MIN &&
		parameters->log2_n <= LOG2_N_MAX &&
		parameters->r > 0 && parameters->r <= R_MAX &&
		parameters->p > 0 &&
		(uint64_t) parameters->r * parameters->p < LANES_MAX &&
		(parameters->flavour != US_YESCRYPT_FULL ||
		 (((uint64_t) 1 << parameters->log2_n) / parameters->p > 3));
}

/*
 * How often they do what N and r alone would.  The memory is written once, and
 * then read as often as t says (yescrypt's specification, "t"); both together
 * are 4/3 of writing it in the full flavour, 2 times in the others.  Of the
 * full flavour the lanes share the memory and the work.
 */
static uint64_t
count_passes(const UsYescrypt *parameters)
{
	const uint64_t t = parameters->t;

	if (parameters->flavour == US_YESCRYPT_FULL)
		return t < 2 ? 1 : (3 * t + 3) / 4;
	return (t < 2 ? 1 : (t + 2) / 2) * parameters->p;
}

static void
add_work(const UsYescrypt *parameters, UsHashPrimitive primitive,
		 UsHashInfo *info)
{
	UsHashWork	work;

	work.primitive = parameters->flavour == US_YESCRYPT_FULL ?
		primitive : US_PRIMITIVE_SCRYPT7;
	work.shape = parameters->log2_n << 16 | parameters->r;
	work.amount = count_passes(parameters);
	us_hash_add_work(info, work);
}

/*
 * Possible parameters against the limits.  NB: nothing wraps: the memory is
 * below 2^54 bytes, the lanes' below 2^44, and the passes are divided by.
 */
static UsHashResult
check_limits(const UsYescrypt *parameters, const UsHashLimits *limits,
			 UsHashInfo *info)
{
	const uint64_t kib = (((uint64_t) 128 * parameters->r <<
						   parameters->log2_n) + 1023) / 1024;
	uint64_t	lanes = ((uint64_t) 128 * parameters->r * parameters->p +
						 1023) / 1024;

	if (parameters->flavour == US_YESCRYPT_FULL)
		lanes += (uint64_t) LANE_KIB * (parameters->p - 1);
	if (kib > limits->scrypt_memory_kib)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The scrypt or yescrypt memory, 128 * N * r bytes, exceeds the limit.");
	if (lanes > limits->scrypt_memory_kib)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The memory of the p lanes of scrypt or yescrypt exceeds the limit.");
	if (kib > limits->scrypt_work_kib / count_passes(parameters))
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The work of scrypt or yescrypt, memory times p or t, exceeds the limit.");
	return US_HASH_MATCH;
}

UsHashResult
us_yescrypt_bound(const UsYescrypt *parameters, UsHashPrimitive primitive,
				  const UsHashLimits *limits, UsHashInfo *info)
{
	if (!are_possible(parameters))
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The parameters of scrypt or yescrypt are beyond what libxcrypt computes.");
	add_work(parameters, primitive, info);
	return check_limits(parameters, limits, info);
}
