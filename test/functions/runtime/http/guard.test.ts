// Known attacks with URLs: each one is refused before a connection.
import { describe, expect, test } from 'vitest';
import { guardUrl } from '../../../../functions/runtime/http/guard.ts';
import { isPublicAddress } from '../../../../functions/runtime/http/public-address.ts';

const guard = (url: string, allowed: string[] = []) => guardUrl(new URL(url), allowed);

describe('a URL with an internal address is refused', () => {
  test.each([
    'http://photos.example/a.jpg',
    'ftp://photos.example/a.jpg',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'https://photos.example:8443/a.jpg',
    'https://photos.example:22/a.jpg',
    'https://user@photos.example/a.jpg',
    'https://photos.example:word@127.0.0.1/a.jpg',
    'https://photos.example./a.jpg',
    'https://127.0.0.1/a.jpg',
    'https://127.1/a.jpg',
    'https://127.0.1/a.jpg',
    'https://2130706433/a.jpg',
    'https://0x7f000001/a.jpg',
    'https://0x7f.1/a.jpg',
    'https://0177.0.0.1/a.jpg',
    'https://017700000001/a.jpg',
    'https://①②⑦.0.0.1/a.jpg',
    'https://127。0。0。1/a.jpg',
    'https://%31%32%37.0.0.1/a.jpg',
    'https://0/a.jpg',
    'https://0.0.0.0/a.jpg',
    'https://10.0.0.1/a.jpg',
    'https://172.16.0.1/a.jpg',
    'https://192.168.1.1/a.jpg',
    'https://100.64.0.1/a.jpg',
    'https://100.100.100.200/latest/meta-data/',
    'https://169.254.169.254/latest/meta-data/',
    'https://0xa9fea9fe/latest/meta-data/',
    'https://2852039166/latest/meta-data/',
    'https://168.63.129.16/machine',
    'https://192.0.2.1/a.jpg',
    'https://198.18.0.1/a.jpg',
    'https://224.0.0.1/a.jpg',
    'https://240.0.0.1/a.jpg',
    'https://255.255.255.255/a.jpg',
    'https://[::1]/a.jpg',
    'https://[::]/a.jpg',
    'https://[0:0:0:0:0:0:0:1]/a.jpg',
    'https://[::ffff:127.0.0.1]/a.jpg',
    'https://[::ffff:7f00:1]/a.jpg',
    'https://[::ffff:8.8.8.8]/a.jpg',
    'https://[::127.0.0.1]/a.jpg',
    'https://[::ffff:0:127.0.0.1]/a.jpg',
    'https://[64:ff9b::169.254.169.254]/a.jpg',
    'https://[64:ff9b:1::7f00:1]/a.jpg',
    'https://[2002:7f00:1::]/a.jpg',
    'https://[2001:0:7f00:1::]/a.jpg',
    'https://[fe80::1]/a.jpg',
    'https://[fec0::1]/a.jpg',
    'https://[fd00:ec2::254]/latest/meta-data/',
    'https://[fc00::1]/a.jpg',
    'https://[ff02::1]/a.jpg',
    'https://[2001:db8::1]/a.jpg',
    'https://[100::1]/a.jpg',
  ])('%s', (url) => {
    expect(guard(url)).toEqual({ kind: 'forbidden' });
  });
});

test.each([
  'https://photos.example/a.jpg?token=x',
  'https://PHOTOS.example:443/',
  'https://8.8.8.8/',
  'https://[2606:4700::1111]/',
])('%s is permitted; its address is checked at the lookup', (url) => {
  expect(guard(url)).toEqual({ kind: 'call', trusted: false });
});

describe('a host that the operator allows', () => {
  test.each([
    ['https://chat.internal/a.jpg', 'chat.internal'],
    ['https://chat.internal/a.jpg', 'chat.internal:443'],
    ['https://CHAT.internal:8443/a.jpg', 'Chat.Internal:8443'],
    ['https://10.0.0.7/a.jpg', '10.0.0.7'],
    ['http://127.0.0.1:3999/a.jpg', '127.0.0.1:3999'],
    ['http://localhost/a.jpg', 'localhost'],
    ['http://[::1]:3999/a.jpg', '[::1]:3999'],
  ])('%s is permitted when %s is allowed', (url, allowed) => {
    expect(guard(url, ['other.example', allowed])).toEqual({ kind: 'call', trusted: true });
  });

  test.each([
    ['http://chat.internal/a.jpg', 'chat.internal'],
    ['https://chat.internal:8443/a.jpg', 'chat.internal'],
    ['https://chat.internal./a.jpg', 'chat.internal'],
    ['https://sub.chat.internal:1/a.jpg', 'chat.internal:1'],
    ['https://user@chat.internal/a.jpg', 'chat.internal'],
    ['http://127.0.0.1:4000/a.jpg', '127.0.0.1:3999'],
    ['https://10.0.0.1/a.jpg', '10.0.0.7'],
    ['http://127.0.0.1:3999/a.jpg', ''],
  ])('%s is not permitted when only %s is allowed', (url, allowed) => {
    expect(guard(url, [allowed])).toEqual({ kind: 'forbidden' });
  });
});

test.each(['', 'photos.example', '127.0.0.1.example', '999.1.1.1', 'fe80::1%eth0'])(
  '%j is not a public address',
  (text) => {
    expect(isPublicAddress(text)).toBe(false);
  },
);
