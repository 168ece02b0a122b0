/*-------------------------------------------------------------------------
 *
 * firebase.h
 *	  The scheme "firebase-scrypt", as Supabase and Kratos write it down.
 *
 *	 $fbscrypt$v=1,n=14,r=8,p=1,ss=separator,sk=signer$salt$hash
 *	 $firescrypt$ln=14,r=8,p=1$salt$hash$separator$signer
 *
 * src/hash/firebase.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_FIREBASE_H
#define US_FIREBASE_H

#include "scheme.h"

extern bool us_firebase_recognise(UsSpan text);
extern UsHashResult us_firebase_read(const UsVerifier *verifier,
									 const UsHashLimits *limits,
									 UsHashJob *job, UsHashInfo *info);

#endif							/* US_FIREBASE_H */
