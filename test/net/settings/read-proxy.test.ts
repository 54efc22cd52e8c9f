import { expect, test } from 'vitest';
import { readProxy } from '../../../src/net/settings/read-proxy.ts';

test.for([
  ['http://proxy.example.com:3128', 'http', 'proxy.example.com', 3128],
  ['http://proxy.example.com:3128/', 'http', 'proxy.example.com', 3128],
  ['socks5://192.0.2.9:1080', 'socks5', '192.0.2.9', 1080],
  ['socks5://[2001:db8::9]:1080', 'socks5', '2001:db8::9', 1080],
] as const)('readProxy() reads %s', ([text, kind, host, port]) => {
  expect(readProxy(text)).toEqual({ kind, address: { host, port } });
});

test.for([
  '',
  'proxy:3128',
  'https://proxy:3128',
  'socks4://proxy:1080',
  'HTTP://proxy:3128',
  'http://proxy',
  'http://proxy:3128/path',
  'http://:3128',
  'http://proxy:0',
])('readProxy() of %j says what is wrong', (text) => {
  expect(readProxy(text)).toBeTypeOf('string');
});

test('readProxy() does not repeat a password that it refuses', () => {
  const problem = readProxy('http://someone:hunter2@proxy:3128');
  expect(problem).toBe('a proxy that wants a user name is not supported');
});
