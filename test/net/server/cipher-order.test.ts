import { expect, test } from 'vitest';
import { cipherOrder } from '../../../src/net/server/cipher-order.ts';

const AES_FIRST = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
];
const CHACHA_FIRST = [AES_FIRST[4], ...AES_FIRST.slice(0, 4)];

test.for([
  ['x86 with AES', 'model name\t: Celeron\nflags\t\t: fpu vme aes sse4_2\nbugs\t: aes_bug\n', AES_FIRST],
  ['x86 with AES as the last flag', 'flags\t\t: fpu aes\n', AES_FIRST],
  ['x86 without AES', 'model name\t: N2600 aes edition\nflags\t\t: fpu vaes aesni\n', CHACHA_FIRST],
  ['ARM with AES', 'Features\t: fp asimd aes pmull sha2\n', AES_FIRST],
  ['ARM without AES', 'Features\t: half thumb neon\n', CHACHA_FIRST],
  ['a processor that says nothing', '', CHACHA_FIRST],
] as const)('cipherOrder() for %s', ([, cpuinfo, order]) => {
  expect(cipherOrder(cpuinfo)).toEqual(order);
});
