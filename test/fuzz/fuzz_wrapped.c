/*-------------------------------------------------------------------------
 *
 * fuzz_wrapped.c
 *	  Wraps what can be wrapped, and reads arbitrary bytes as wrapped.
 *
 * A wrapped verifier says of every password what the one within says.
 *
 * test/fuzz/fuzz_wrapped.c
 *
 *-------------------------------------------------------------------------
 */
#include "input.h"

#include <string.h>

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const UsHashCost cost = {8, 1, 0};

static void
check_wrapped(const Input *input, const char *text)
{
	static const UsSpan other = {"Another one", 11};
	UsVerifier	wrapped = us_hash_verifier(text, strlen(text));
	UsVerifier	within = input->verifier;
	UsHashInfo	info;
	UsHashResult result;

	CHECK(us_hash_inspect(&wrapped, &small_limits, &info) == US_HASH_MATCH);
	CHECK(us_hash_verify(&wrapped, other, &small_limits, &info) !=
		  US_HASH_MATCH);
	result = us_hash_verify(&within, input->password, &small_limits, &info);
	CHECK(us_hash_verify(&wrapped, input->password, &small_limits, &info) ==
		  result);
	CHECK(us_hash_consumes(&wrapped, 100, &small_limits) ==
		  us_hash_consumes(&within, 100, &small_limits));
	CHECK(us_hash_wrapped_length(&wrapped, &small_limits, &cost) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Input		input;
	UsHashInfo	info;
	UsHashResult result;
	char		text[US_HASH_WRAPPED_MAX];
	size_t		len;

	input_start();
	if (!input_read(data, size, &input))
		return 0;
	result = us_hash_inspect(&input.verifier, &small_limits, &info);
	check_inspected(result, &info);
	result = us_hash_wrap(&input.verifier, &small_limits, &cost,
						  (const unsigned char *) "0123456789abcdef", text);
	len = us_hash_wrapped_length(&input.verifier, &small_limits, &cost);
	if (result == US_HASH_MATCH)
	{
		CHECK(len == strlen(text) && len < US_HASH_WRAPPED_MAX);
		check_wrapped(&input, text);
	}
	else
		CHECK(len == 0 || len >= US_HASH_WRAPPED_MAX);
	input_free(&input);
	return 0;
}
