/*-------------------------------------------------------------------------
 *
 * shared.h
 *	  The guard's shared memory, which needs no preloading.
 *
 * A part of it belongs to one module, which says how large it is and how it
 * begins.  All parts are in one segment, found by a name with the layout's
 * version, made by whoever comes first.
 *
 * src/shared.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SHARED_H
#define US_SHARED_H

#include "postgres.h"

#include "storage/lwlock.h"
#include "utils/timestamp.h"

/*
 * The version of the layout: of all that is in shared memory, in whatever
 * module.  NB: to be raised by whoever changes a struct of a part, or what a
 * field of it means: libraries of two versions may run in one server.
 */
#ifndef US_SHARED_LAYOUT
#define US_SHARED_LAYOUT	1
#endif

/* A part; static, filled in but for address. */
typedef struct UsSharedPart
{
	Size		(*size) (void); /* bytes, the same in every process */
	void		(*init) (void *address);	/* zeros before; may not raise */
	void	   *address;		/* valid once attached */
} UsSharedPart;

/* Registers a part, for the life of the process.  From _PG_init. */
extern void us_shared_add(UsSharedPart *part);

/*
 * Makes sure that the parts are there; cheap after the first time.  False if
 * the memory can't be had, which is logged once a session.
 */
extern bool us_shared_attach(void);

/* Are they there already?  Raises nothing, in whatever state the session is. */
extern bool us_shared_is_attached(void);

/* A place in the segment, which each process maps elsewhere. */
extern Size us_shared_offset(const void *address);
extern void *us_shared_at(Size offset);

/* Initializes a lock that is in a part; from its init function. */
extern void us_shared_init_lock(LWLock *lock);

/* A secret of the server's, 16 bytes, drawn when the segment was made. */
#define US_SHARED_KEY_BYTES	16
extern const unsigned char *us_shared_key(void);

/* When the segment was made: on the clock (clock.h), and by the calendar. */
extern uint64 us_shared_epoch(void);
extern TimestampTz us_shared_made_at(void);

/*
 * The time by the calendar as the clock has it: what the calendar said when
 * the segment was made, and what has gone by since, with what a test added.
 */
extern TimestampTz us_shared_time(void);

/* Bytes of the segment. */
extern Size us_shared_size(void);

#endif							/* US_SHARED_H */
