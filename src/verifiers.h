/*-------------------------------------------------------------------------
 *
 * verifiers.h
 *	  Goes through the verifiers of a store: which schemes and costs it has.
 *
 * src/verifiers.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_VERIFIERS_H
#define US_VERIFIERS_H

#include "postgres.h"

#include "store.h"

/* Rows of a relation that has no pages to be sampled, when it is sampled. */
#define US_SAMPLE_ROWS	10000

/*
 * Learns the costs of a store from a sample of its verifiers (costs.h), in
 * place of those it had.
 */
extern void us_verifiers_learn(UsStore *store);

#endif							/* US_VERIFIERS_H */
