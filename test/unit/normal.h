/*-------------------------------------------------------------------------
 *
 * normal.h
 *	  A host for tests that have no server: it knows the normal forms of the
 *	  vectors' passwords.
 *
 * test/unit/normal.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef NORMAL_H
#define NORMAL_H

#include "hash/host.h"

/* Nothing interrupts it.  A text it does not know is its own normal form. */
extern const UsHashHost normal_host;

#endif							/* NORMAL_H */
