/*-------------------------------------------------------------------------
 *
 * module.c
 *	  Magic block and _PG_init.
 *
 * Memory contexts, and what lives in them:
 *
 *	"userstore grants"	under TopMemoryContext; the grants of one role, until
 *						they change (access.c)
 *	"userstore store"	under CacheMemoryContext, one a store; mapping and
 *						statement texts, until they change and then to the
 *						end of the transaction (state.c)
 *	"userstore stores"	dynahash under TopMemoryContext; the handles by name,
 *						for the session (state.c)
 *	TopTransactionContext	what is cleared at commit (clearing.c)
 *	the caller's		all else: per call
 *
 * Shared memory is that of the guard (shared.c): counts and places in queues,
 * no secret but its key and tags of 16 bits of wrong passwords.
 *
 * Secrets, each a UsSecret, wiped with the caller's memory context:
 *
 *	the password		as given and as NFC (password.c, json.c)
 *	the verifier		as stored and as opened (credential.c, history.c)
 *
 * The keys that verifiers are sealed with are in memory of libsodium's own,
 * locked, and wiped at exit (keys.c).
 *
 * src/module.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "access.h"
#include "catalog.h"
#include "clearing.h"
#include "durability.h"
#include "fingerprint.h"
#include "flight.h"
#include "hashing.h"
#include "keys.h"
#include "large.h"
#include "redact.h"
#include "settings.h"
#include "slots.h"
#include "startup.h"
#include "state.h"
#include "tally.h"
#include "throttle.h"
#include "usage.h"

PG_MODULE_MAGIC;

void		_PG_init(void);

void
_PG_init(void)
{
	us_startup_check();
	us_settings_define();
	us_hashing_start();
	us_catalog_start();
	us_access_start();
	us_state_start();
	us_keys_start();
	us_durability_start();
	us_large_start();
	us_throttle_start();
	us_usage_start();
	us_slots_start();
	us_flight_start();
	us_clearing_start();
	us_tally_start();
	us_fingerprint_start();
	us_redact_start();
}
