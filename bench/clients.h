/*
 * clients.h
 *	  Many clients that log in at once, in one process that waits for all.
 */
#ifndef CLIENTS_H
#define CLIENTS_H

#define CLIENTS_MAX		64
#define EMAIL_SIZE		64
#define PASSWORD_SIZE	64

/* What some clients do. */
typedef struct Workload
{
	const char *who;			/* whose samples they are */
	const char *statement;		/* prepared: $1 e-mail address, $2 password */
	double		per_second;		/* tries of each client; 0: without a pause */
	/* The try of that number, from 0, of the client of that number. */
	void		(*choose) (int client, int attempt, char *email,
						   char *password);
} Workload;

/* Connects one more as that role; its number, from 0. */
extern int	clients_connect(const char *role);

/* Prepares a statement in a client's session. */
extern void clients_prepare(int client, const char *name, const char *sql);

/* The process that serves a client. */
extern int	clients_backend(int client);

/* From now on so many clients, from that one on, do that. */
extern void clients_give(int first, int count, const Workload *workload);

/* Lets them work until then (now_us). */
extern void clients_run(double until);

/* Lets them finish what they have begun; they have nothing to do then. */
extern void clients_finish(void);

/* How many tries were compared in a second, from the last clients_give() to
 * the last answer. */
extern double clients_rate(void);

#endif							/* CLIENTS_H */
