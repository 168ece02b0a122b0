/*-------------------------------------------------------------------------
 *
 * fingerprint.c
 *	  Fingerprints of identifiers that nobody has, for a day.
 *
 * People type passwords into the wrong field, so nothing of an identifier that
 * nobody has may be found out from the log.  Its fingerprint is 32 bits of
 * SipHash under a random key that is in shared memory alone, and that the
 * first fingerprint of a day replaces: those of two days can't be compared,
 * and those of yesterday can't be guessed at by whoever reads the memory.
 *
 * src/fingerprint.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/lwlock.h"

#include <sodium.h>

#include "fingerprint.h"
#include "fold.h"
#include "shared.h"

typedef struct Key
{
	LWLock		lock;
	int64		day;			/* since 2000-01-01, UTC; 0: there is no key */
	unsigned char bytes[crypto_shorthash_KEYBYTES];
} Key;

static Size key_size(void);
static void init_key(void *address);

static UsSharedPart part = {key_size, init_key, NULL};

static Size
key_size(void)
{
	return sizeof(Key);
}

static void
init_key(void *address)
{
	us_shared_init_lock(&((Key *) address)->lock);
}

void
us_fingerprint_start(void)
{
	us_shared_add(&part);
}

/* Copies the key of this day, which is drawn if it is a new one. */
static void
read_key(unsigned char *bytes)
{
	Key		   *key = part.address;
	int64		day = us_shared_time() / USECS_PER_DAY;

	LWLockAcquire(&key->lock, LW_EXCLUSIVE);
	if (key->day != day)
	{
		randombytes_buf(key->bytes, sizeof(key->bytes));
		key->day = day;
	}
	memcpy(bytes, key->bytes, sizeof(key->bytes));
	LWLockRelease(&key->lock);
}

uint32
us_fingerprint(const char *identifier)
{
	const char *fold = us_fold(identifier);
	Size		len = strlen(fold);
	char	   *text = palloc(sizeof(Oid) + len);
	unsigned char key[crypto_shorthash_KEYBYTES];
	unsigned char hash[crypto_shorthash_BYTES];
	uint32		fingerprint;

	memcpy(text, &MyDatabaseId, sizeof(Oid));
	memcpy(text + sizeof(Oid), fold, len);
	read_key(key);
	crypto_shorthash(hash, (unsigned char *) text, sizeof(Oid) + len, key);
	sodium_memzero(key, sizeof(key));
	memcpy(&fingerprint, hash, sizeof(fingerprint));
	return fingerprint;
}
