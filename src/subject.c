/*-------------------------------------------------------------------------
 *
 * subject.c
 *	  Whom a try is about, as the throttle counts: what was typed, the user.
 *
 * An identifier counts in the first class that it may be of, which depends on
 * nothing but its text: neither on what the store has nor on who is found.
 *
 * src/subject.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fold.h"
#include "identifier.h"
#include "subject.h"

StaticAssertDecl((int) US_SUBJECT_EMAIL == US_CLASS_EMAIL &&
				 (int) US_SUBJECT_PHONE_NUMBER == US_CLASS_PHONE_NUMBER &&
				 (int) US_SUBJECT_USERNAME == US_CLASS_USERNAME,
				 "the kinds of subjects begin with the classes");

UsSubject
us_subject_of(const pg_uuid_t *id, const char *identifier)
{
	int			class = US_CLASS_EMAIL;

	while (class < US_CLASS_USERNAME &&
		   !us_identifier_may_be((UsClass) class, identifier))
		class++;
	return us_throttle_subject(id, (UsSubjectKind) class,
							   us_fold(identifier));
}

UsSubject
us_subject_of_user(const pg_uuid_t *id, const char *user_id)
{
	return us_throttle_subject(id, US_SUBJECT_USER, user_id);
}

UsSubject
us_subject_of_history(const pg_uuid_t *id, const char *user_id)
{
	return us_throttle_subject(id, US_SUBJECT_HISTORY, user_id);
}

static bool
has_subject(const UsSubject *subjects, int count, UsSubject subject)
{
	for (int i = 0; i < count; i++)
	{
		if (subjects[i] == subject)
			return true;
	}
	return false;
}

/*
 * NB: an application may let a user call himself by the e-mail address of
 * another.  What clears his failures must not clear the other's.
 */
static bool
is_his(UsStore *store, const UsUser *user, const char *identifier)
{
	UsUser	   *found = us_user_find(store, identifier);

	return found != NULL && strcmp(found->user_id, user->user_id) == 0 &&
		us_user_has_alone(user, identifier);
}

UsSubject *
us_subject_all(UsStore *store, const UsUser *user, int *count)
{
	const pg_uuid_t *id = &us_store_state(store)->id;
	List	   *identifiers = us_user_identifiers(user);
	UsSubject  *subjects = palloc((list_length(identifiers) + 2) *
								  sizeof(UsSubject));
	int			n = 0;
	ListCell   *cell;

	subjects[n++] = us_subject_of_user(id, user->user_id);
	subjects[n++] = us_subject_of_history(id, user->user_id);
	foreach(cell, identifiers)
	{
		UsSubject	subject = us_subject_of(id, lfirst(cell));

		if (is_his(store, user, lfirst(cell)) &&
			!has_subject(subjects, n, subject))
			subjects[n++] = subject;
	}
	*count = n;
	return subjects;
}
