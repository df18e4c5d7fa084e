<?php

// A processor for Acuse: an endpoint that checks who calls, does the work, and answers now or later. It needs PHP 8.1
// or later and nothing else. Start it:
//   ACUSE_SECRET=whsec_… php -S 127.0.0.1:3000 processor.php
// With ANSWER_LATER=1 it answers 202 and posts the result later. PHP's built-in server does one thing at a time: in
// production use PHP-FPM.

declare(strict_types=1);

/**
 * Your work goes here: the event in, the variables out. If it throws, Acuse tries again until the deadline.
 * $event['data'] is the platform's own JSON: any field of it may be missing or null.
 */
function work(array $event): array
{
    $answer = trim((string) ($event['data']['actual_response'] ?? ''));
    return ['verdict' => $answer === '' ? 'empty' : 'ok'];
}

/**
 * Standard Webhooks: an HMAC over id, time and the received bytes, at most five minutes old. During a rotation of the
 * secret there are two signatures: one that is right is enough.
 */
function isFromAcuse(array $headers, string $body, string $secret, int $now): bool
{
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    if (preg_match('/^\d{1,12}$/D', $timestamp) !== 1 || abs($now - (int) $timestamp) > 300) {
        return false;
    }
    $key = base64_decode((string) preg_replace('/^whsec_/', '', $secret));
    $right = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $given) {
        if (hash_equals($right, $given)) {
            return true;
        }
    }
    return false;
}

/** Tries again after 429, 5xx and without an answer. 410: the conversation has gone on without this result. */
function postResult(string $resumeurl, array $keys): void
{
    $options = [
        'method' => 'POST',
        'header' => 'content-type: application/json',
        'content' => json_encode(['keys' => (object) $keys], JSON_THROW_ON_ERROR),
        'ignore_errors' => true,
        'timeout' => 30,
    ];
    foreach ([1, 5, 15, 0] as $pause) {
        $http_response_header = [];
        @file_get_contents($resumeurl, false, stream_context_create(['http' => $options]));
        preg_match('/^\S+ (\d{3})/', $http_response_header[0] ?? '', $match);
        $status = (int) ($match[1] ?? 0);
        if ($status !== 0 && $status !== 429 && $status < 500) {
            return;
        }
        sleep($pause);
    }
    throw new RuntimeException('The result could not be posted.');
}

/** True only the first time: the same event may come again. In production, use a table. */
function begins(string $id): bool
{
    $folder = sys_get_temp_dir() . '/acuse-processor';
    @mkdir($folder, 0700);
    return @fopen($folder . '/' . hash('sha256', $id), 'x') !== false;
}

/** Sends the answer while this script goes on. */
function answerAndGoOn(int $status): void
{
    ignore_user_abort(true);
    http_response_code($status);
    header('content-length: 0');
    header('connection: close');
    if (function_exists('fastcgi_finish_request')) {
        fastcgi_finish_request();
    } else {
        ob_start();
        echo "\n";
        ob_end_clean();
        flush();
    }
}

function serve(string $secret, bool $later): void
{
    $body = (string) file_get_contents('php://input');
    if (!isFromAcuse(array_change_key_case(getallheaders()), $body, $secret, time())) {
        http_response_code(401);
        return;
    }
    $event = json_decode($body, true, 512, JSON_THROW_ON_ERROR | JSON_BIGINT_AS_STRING);
    if ($later && isset($event['resumeurl'])) {
        answerAndGoOn(202);
        try {
            if (begins($event['id'])) {
                postResult($event['resumeurl'], work($event));
            }
        } catch (Throwable $error) {
            error_log('The work failed, so the conversation goes on at its deadline: ' . get_class($error));
        }
        return;
    }
    try {
        $answer = json_encode(['keys' => (object) work($event)], JSON_THROW_ON_ERROR);
        header('content-type: application/json');
        echo $answer;
    } catch (Throwable $error) {
        // 500: Acuse tries again. Answer 422 to what can never work.
        // Only the kind of error is logged: its text may hold what a customer wrote.
        error_log('The work failed: ' . get_class($error));
        http_response_code(500);
    }
}

if (PHP_SAPI !== 'cli') {
    $secret = (string) getenv('ACUSE_SECRET');
    if ($secret === '') {
        error_log('ACUSE_SECRET is not set. It is in the last lines of: npx acuse source show treble --local');
        http_response_code(500);
        return;
    }
    serve($secret, getenv('ANSWER_LATER') === '1');
}
