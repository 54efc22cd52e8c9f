import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostKeyStrength } from '../../../src/net/server/host-key.ts';
import { testWith } from '../../tool.ts';
import { sshKeyPair } from './ssh-keys.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A key of the given strings, each after its length. */
function encoded(...strings: readonly (string | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    strings.flatMap((text) => {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [...length, ...bytes];
    }),
  );
}

const THREE = Buffer.from([3]);
const number = (bits: number): Uint8Array =>
  Buffer.concat([Buffer.from([0, 1 << ((bits - 1) % 8)]), Buffer.alloc(Math.ceil(bits / 8) - 1)]);
const point = (bytes: number, first = 4): Uint8Array =>
  Buffer.concat([Buffer.from([first]), Buffer.alloc(bytes - 1)]);

testWith('ssh-keygen').for([
  ['ed25519', [], 'strong'],
  ['ecdsa', ['-b', '256'], 'strong'],
  ['ecdsa', ['-b', '384'], 'strong'],
  ['ecdsa', ['-b', '521'], 'strong'],
  ['rsa', ['-b', '2048'], 'strong'],
  ['rsa', ['-b', '1024'], 'weak'],
  ['rsa', ['-b', '2040'], 'weak'],
  ['dsa', [], 'weak'],
] as const)('hostKeyStrength() of a real %s key %s is %s', ([type, size, strength]) => {
  const { publicKey } = sshKeyPair(folder, `${type}${size.join('')}`, type, ...size);
  expect(hostKeyStrength(publicKey)).toBe(strength);
});

test.for([
  ['RSA of 2048 bits', encoded('ssh-rsa', THREE, number(2048)), 'strong'],
  ['RSA of 2047 bits', encoded('ssh-rsa', THREE, number(2047)), 'weak'],
  ['RSA of 16384 bits', encoded('ssh-rsa', THREE, number(16_384)), 'strong'],
  ['RSA of 16385 bits', encoded('ssh-rsa', THREE, number(16_385)), 'weak'],
  ['RSA padded with zeros to 2048 bits', encoded('ssh-rsa', THREE, Buffer.alloc(256)), 'weak'],
  ['RSA with the exponent 1', encoded('ssh-rsa', Buffer.from([1]), number(2048)), 'weak'],
  ['RSA with an even exponent', encoded('ssh-rsa', Buffer.from([4]), number(2048)), 'weak'],
  ['RSA without an exponent', encoded('ssh-rsa', '', number(2048)), 'weak'],
  ['RSA with a part too many', encoded('ssh-rsa', THREE, number(2048), 'x'), 'weak'],
  ['Ed25519', encoded('ssh-ed25519', Buffer.alloc(32)), 'strong'],
  ['Ed25519 with a byte too few', encoded('ssh-ed25519', Buffer.alloc(31)), 'weak'],
  ['Ed25519 with a part too many', encoded('ssh-ed25519', Buffer.alloc(32), 'x'), 'weak'],
  ['ECDSA with the curve of its name', encoded('ecdsa-sha2-nistp256', 'nistp256', point(65)), 'strong'],
  ['ECDSA with another curve', encoded('ecdsa-sha2-nistp384', 'nistp256', point(65)), 'weak'],
  ['ECDSA with a compressed point', encoded('ecdsa-sha2-nistp256', 'nistp256', point(65, 2)), 'weak'],
  ['ECDSA with a short point', encoded('ecdsa-sha2-nistp256', 'nistp256', point(64)), 'weak'],
  ['ECDSA on a curve that we do not know', encoded('ecdsa-sha2-nistp224', 'nistp224', point(57)), 'weak'],
  ['ECDSA on a curve named like a method', encoded('ecdsa-sha2-toString', 'toString', point(65)), 'weak'],
  ['a certificate', encoded('ssh-ed25519-cert-v01@openssh.com', Buffer.alloc(32)), 'weak'],
  ['a type alone', encoded('ssh-ed25519'), 'weak'],
  ['nothing', new Uint8Array(), 'weak'],
] as const)('hostKeyStrength() of %s', ([, key, strength]) => {
  expect(hostKeyStrength(key)).toBe(strength);
});

test('hostKeyStrength() calls whatever it cannot read weak', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(hostKeyStrength(bytes)).toBe('weak');
    }),
  );
});

test('hostKeyStrength() calls a strong key with a byte cut off weak', () => {
  const key = encoded('ssh-ed25519', Buffer.alloc(32));
  fc.assert(
    fc.property(fc.nat(key.length - 1), (length) => {
      expect(hostKeyStrength(key.subarray(0, length))).toBe('weak');
    }),
  );
});
