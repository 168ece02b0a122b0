/*-------------------------------------------------------------------------
 *
 * insert.h
 *	  The INSERT of a new user, by what is given of him.
 *
 * src/insert.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_INSERT_H
#define US_INSERT_H

#include "postgres.h"

#include "mapping.h"
#include "plan.h"

/*
 * Writes the INSERT of the slots (mapping.h) whose bits are set into plan, in
 * the current memory context.  Its parameters are their values in that order,
 * each of us_insert_type; it returns the user_id.  The mapping must write the
 * verifier (us_mapping_writes), which is always given.
 */
extern void us_insert_build(const UsMapping *mapping, uint64 slots,
							UsPlan *plan);

/*
 * The type of a slot's value: that of its kind; of a custom field text, or
 * jsonb if its column has JSON.
 */
extern Oid	us_insert_type(const UsMapping *mapping, int slot);

#endif							/* US_INSERT_H */
