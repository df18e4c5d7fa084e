<?php

// Run it: php test.php

declare(strict_types=1);

require __DIR__ . '/processor.php';

const EVENT = '{"id":"event-1","type":"treble.response","data":{"actual_response":"hola"}}';

$secret = 'whsec_' . base64_encode('a secret for tests');
$other = 'whsec_' . base64_encode('another secret');
$now = 1_800_000_000;
$failed = 0;

function check(string $name, bool $holds): void
{
    global $failed;
    $failed += $holds ? 0 : 1;
    echo ($holds ? 'ok      ' : 'FAILED  ') . $name . "\n";
}

function headersOf(string $body, int $timestamp, string ...$secrets): array
{
    $sign = static fn (string $secret): string => 'v1,' . base64_encode(
        hash_hmac('sha256', "event-1.$timestamp.$body", base64_decode(substr($secret, 6)), true)
    );
    return [
        'webhook-id' => 'event-1',
        'webhook-timestamp' => (string) $timestamp,
        'webhook-signature' => implode(' ', array_map($sign, $secrets)),
    ];
}

check('a signed event is accepted', isFromAcuse(headersOf(EVENT, $now, $secret), EVENT, $secret, $now));
check('one right signature of two is enough', isFromAcuse(headersOf(EVENT, $now, $other, $secret), EVENT, $secret, $now));
check('another secret is refused', !isFromAcuse(headersOf(EVENT, $now, $other), EVENT, $secret, $now));
check('a changed body is refused', !isFromAcuse(headersOf(EVENT, $now, $secret), EVENT . ' ', $secret, $now));
check('an old one is refused', !isFromAcuse(headersOf(EVENT, $now - 301, $secret), EVENT, $secret, $now));
check('one without a signature is refused', !isFromAcuse([], EVENT, $secret, $now));
check('the work gives variables', work(json_decode(EVENT, true)) === ['verdict' => 'ok']);
check('an empty answer is told apart', work(['data' => ['actual_response' => null]]) === ['verdict' => 'empty']);

exit($failed === 0 ? 0 : 1);
