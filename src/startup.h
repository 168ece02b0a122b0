/*-------------------------------------------------------------------------
 *
 * startup.h
 *	  Refuses a start-up packet that names a setting of ours.
 *
 * src/startup.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_STARTUP_H
#define US_STARTUP_H

/*
 * Raises 42501 if this session's start-up packet names a setting of the
 * extension and its user is not a superuser.  Once, from _PG_init.
 */
extern void us_startup_check(void);

#endif							/* US_STARTUP_H */
