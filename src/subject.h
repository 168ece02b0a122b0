/*-------------------------------------------------------------------------
 *
 * subject.h
 *	  Whom a try is about, as the throttle counts: what was typed, the user.
 *
 * id is the store's (userstore.mappings.id).  us_shared_attach() was called.
 *
 * src/subject.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SUBJECT_H
#define US_SUBJECT_H

#include "postgres.h"

#include "throttle.h"
#include "user.h"
#include "utils/uuid.h"

/*
 * The subject of an identifier as it was typed, whether anybody has it or not.
 * However a user's identifier is stored, this is the one that typing it gives.
 */
extern UsSubject us_subject_of(const pg_uuid_t *id, const char *identifier);

/* The subject of a user himself; user_id is as the relation has it. */
extern UsSubject us_subject_of_user(const pg_uuid_t *id, const char *user_id);

/* The subject of his passwords, as new ones are compared with them. */
extern UsSubject us_subject_of_history(const pg_uuid_t *id,
									   const char *user_id);

/*
 * All subjects that are of this user and nobody else: of his identifiers, of
 * himself and of his passwords, each once.  palloc'd; *count is at least 2.
 */
extern UsSubject *us_subject_all(UsStore *store, const UsUser *user,
								 int *count);

#endif							/* US_SUBJECT_H */
