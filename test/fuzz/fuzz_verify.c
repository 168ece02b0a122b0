/*-------------------------------------------------------------------------
 *
 * fuzz_verify.c
 *	  Verifies passwords with arbitrary bytes, of little cost.
 *
 * Verifying says what inspecting says.  A password that matches does so again,
 * and not with a byte behind it where the scheme tells such passwords apart;
 * one that nobody can have hashed never does.
 *
 * test/fuzz/fuzz_verify.c
 *
 *-------------------------------------------------------------------------
 */
#include "input.h"

#include <stdlib.h>
#include <string.h>

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of no vector, and short enough for every scheme. */
#define NOBODYS		"\x01 Nobody's 7f3e"

static void
check_longer(const Input *input)
{
	const size_t len = input->password.len + 1;
	char	   *bytes = malloc(len);
	UsSpan		longer = {bytes, len};
	UsHashInfo	info;
	UsHashResult result;

	CHECK(bytes != NULL);
	if (len > 1)
		memcpy(bytes, input->password.start, len - 1);
	bytes[len - 1] = 'x';
	result = us_hash_verify(&input->verifier, longer, &small_limits, &info);
	check_verified(result, &info);
	CHECK(result != US_HASH_MATCH ||
		  !us_hash_consumes(&input->verifier, len, &small_limits));
	free(bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const UsSpan nobodys = {NOBODYS, sizeof(NOBODYS) - 1};
	Input		input;
	UsHashInfo	inspected;
	UsHashInfo	info;
	UsHashResult usable;
	UsHashResult result;

	input_start();
	if (!input_read(data, size, &input))
		return 0;
	memset(&info, 0xA5, sizeof(info));
	usable = us_hash_inspect(&input.verifier, &small_limits, &inspected);
	check_inspected(usable, &inspected);
	result = us_hash_verify(&input.verifier, input.password, &small_limits,
							&info);
	check_verified(result, &info);
	if (usable == US_HASH_MATCH)
	{
		CHECK(result != US_HASH_MALFORMED && result != US_HASH_OUT_OF_BOUNDS);
		CHECK(us_hash_verify(&input.verifier, nobodys, &small_limits,
							 &info) != US_HASH_MATCH);
		/* crypt(3) stops at a NUL, which no text of SQL holds */
		if (result == US_HASH_MATCH && input.password.len > 0 &&
			memchr(input.password.start, '\0', input.password.len) == NULL)
			check_longer(&input);
	}
	else
		CHECK(result == usable && is_same(&info, &inspected) &&
			  info.detail == inspected.detail);
	input_free(&input);
	return 0;
}
