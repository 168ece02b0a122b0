/*-------------------------------------------------------------------------
 *
 * fuzz_inspect.c
 *	  Recognises, parses and bounds arbitrary bytes.
 *
 * A usable text that describes itself means the same when its scheme is
 * declared, and again when it is inspected again.
 *
 * test/fuzz/fuzz_inspect.c
 *
 *-------------------------------------------------------------------------
 */
#include "input.h"

#include <string.h>

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Declares what was recognised. */
static void
check_declared(const UsVerifier *verifier, const UsHashInfo *info)
{
	UsVerifier	declared = *verifier;
	UsHashInfo	again;

	declared.declared.start = info->scheme;
	declared.declared.len = strlen(info->scheme);
	declared.strict = true;
	CHECK(us_hash_inspect(&declared, &usual_limits, &again) == US_HASH_MATCH);
	CHECK(is_same(info, &again));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Input		input;
	UsHashInfo	info;
	UsHashInfo	again;
	UsHashResult result;

	input_start();
	if (!input_read(data, size, &input))
		return 0;
	memset(&info, 0xA5, sizeof(info));
	memset(&again, 0x5A, sizeof(again));
	result = us_hash_inspect(&input.verifier, &usual_limits, &info);
	check_inspected(result, &info);
	CHECK(us_hash_inspect(&input.verifier, &usual_limits, &again) == result);
	CHECK(is_same(&info, &again) && info.detail == again.detail);
	if (result == US_HASH_MATCH && input.verifier.declared.len == 0)
		check_declared(&input.verifier, &info);

	/* bounded by less, it is refused or the same */
	result = us_hash_inspect(&input.verifier, &small_limits, &again);
	check_inspected(result, &again);
	CHECK(result != US_HASH_MATCH || is_same(&info, &again));

	(void) us_hash_check_declared(input.verifier.declared);
	(void) us_hash_is_weak(&info);
	(void) us_hash_consumes(&input.verifier, 72, &usual_limits);
	input_free(&input);
	return 0;
}
