<?php

// Prints the Test Anything Protocol.

function plan(int $count): void
{
    echo "1..$count\n";
}

function ok(bool $passed, string $name): bool
{
    static $done = 0;

    $done++;
    echo ($passed ? '' : 'not ') . "ok $done - $name\n";
    return $passed;
}

function equal($got, $wanted, string $name): void
{
    if (!ok($got === $wanted, $name)) {
        fprintf(STDERR, "# %s\n#      got: %s\n#   wanted: %s\n", $name, json_encode($got), json_encode($wanted));
    }
}
