/*-------------------------------------------------------------------------
 *
 * load.c
 *	  The work that every failure in a store does, whoever it is about.
 *
 * src/hash/load.c
 *
 *-------------------------------------------------------------------------
 */
#include "load.h"

#include "work.h"

/*
 * Does work of that primitive take as long in pieces as at once?  Not where
 * each piece takes its memory from the kernel: argon2 of two passes and of one
 * take a third longer than of three.
 */
static bool
adds_up(UsHashPrimitive primitive)
{
	switch (primitive)
	{
		case US_PRIMITIVE_ARGON2ID:
		case US_PRIMITIVE_ARGON2I:
		case US_PRIMITIVE_LIBARGON2:
		case US_PRIMITIVE_SCRYPT:
		case US_PRIMITIVE_SCRYPT7:
		case US_PRIMITIVE_YESCRYPT:
		case US_PRIMITIVE_GOST_YESCRYPT:
			return false;
		default:
			return true;
	}
}

static bool
is_of_one_kind(const UsHashWork *a, const UsHashWork *b)
{
	return a->primitive == b->primitive && a->shape == b->shape &&
		(adds_up(a->primitive) || a->amount == b->amount);
}

bool
us_load_add(UsHashLoad *load, const UsHashWork *work)
{
	int			i;

	if (work->primitive == US_PRIMITIVE_NONE)
		return false;
	for (i = 0; i < load->count; i++)
	{
		if (!is_of_one_kind(&load->works[i], work))
			continue;
		if (load->works[i].amount >= work->amount)
			return false;
		load->works[i].amount = work->amount;
		return true;
	}
	if (load->count >= US_LOAD_MAX)
		return false;
	load->works[load->count++] = *work;
	return true;
}

bool
us_load_add_all(UsHashLoad *load, const UsHashInfo *info)
{
	bool		changed = false;
	int			i;

	for (i = 0; i < info->work_count; i++)
	{
		if (us_load_add(load, &info->works[i]))
			changed = true;
	}
	return changed;
}

uint64_t
us_load_memory_kib(const UsHashLoad *load)
{
	uint64_t	most = 0;
	int			i;

	for (i = 0; i < load->count; i++)
	{
		const uint64_t memory_kib = us_work_memory_kib(&load->works[i]);

		if (memory_kib > most)
			most = memory_kib;
	}
	return most;
}

/* Is a password one with which bcrypt is tried twice, see hash.c? */
static bool
is_tried_twice(const UsHashWork *work, UsSpan password)
{
	return work->primitive == US_PRIMITIVE_BCRYPT &&
		password.len > US_HASH_BCRYPT_MAX;
}

/* How much of a kind of work was done? */
static uint64_t
amount_done(const UsHashWork *work, const UsHashInfo *done)
{
	uint64_t	amount = 0;
	int			i;

	for (i = 0; done != NULL && i < done->work_count; i++)
	{
		if (is_of_one_kind(&done->works[i], work))
			amount += done->works[i].amount * (done->tried_twice ? 2 : 1);
	}
	return amount;
}

UsHashResult
us_load_settle(const UsHashLoad *load, const UsHashInfo *done, UsSpan password)
{
	int			i;

	for (i = 0; i < load->count; i++)
	{
		UsHashWork	rest = load->works[i];
		const uint64_t amount = amount_done(&rest, done);
		UsHashResult result;

		if (is_tried_twice(&rest, password))
			rest.amount *= 2;
		if (amount >= rest.amount)
			continue;
		rest.amount -= amount;
		result = us_work_burn(&rest, password);
		if (result == US_HASH_NO_MEMORY || result == US_HASH_INTERRUPTED)
			return result;
	}
	return US_HASH_MATCH;
}
