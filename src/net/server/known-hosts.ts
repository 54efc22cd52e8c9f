import { Fault } from '../../core/faults.ts';
import type { HostNames } from './host-names.ts';
import { sshStrings } from './ssh-strings.ts';

export interface KnownHost {
  readonly marker: 'none' | 'cert-authority' | 'revoked';
  readonly names: HostNames;
  readonly keyType: string;
  /** The public key in SSH format. */
  readonly key: Uint8Array;
}

export type KnownHosts = readonly KnownHost[];

const MAX_CHARACTERS = 1 << 20;
const MAX_LINES = 10_000;
const HASH_BYTES = 20;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const MARKERS: Readonly<Record<string, KnownHost['marker']>> = {
  '@cert-authority': 'cert-authority',
  '@revoked': 'revoked',
};

/**
 * Reads a known_hosts file in the format of OpenSSH (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). OpenSSH passes over a line
 * that it cannot read; here that is a fault, because the line could be a revocation.
 * @throws Fault NET-14 with the number of the line
 */
export function readKnownHosts(text: string): KnownHosts {
  if (text.length > MAX_CHARACTERS) throw bad(0, `the file is longer than ${MAX_CHARACTERS} characters`);
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines.length > MAX_LINES) throw bad(0, `the file has more than ${MAX_LINES} lines`);
  return lines.flatMap((line, index) => {
    const fields = line.split(/[ \t\r]+/).filter((field) => field !== '');
    return fields[0] === undefined || fields[0].startsWith('#') ? [] : [readLine(fields, index + 1)];
  });
}

function readLine(fields: readonly string[], line: number): KnownHost {
  const [first = '', ...rest] = fields;
  const isMarked = first.startsWith('@');
  const marker = isMarked ? MARKERS[first] : 'none';
  if (marker === undefined) throw bad(line, 'the marker is unknown');
  const [names = '', keyType = '', base64 = ''] = isMarked ? rest : fields;
  return { marker, names: readNames(names, line), keyType, key: readKey(keyType, base64, line) };
}

function readNames(field: string, line: number): HostNames {
  if (field === '') throw bad(line, 'the host is missing');
  if (field.startsWith('|')) return readHashed(field, line);
  const patterns = field.toLowerCase().split(',');
  return {
    kind: 'patterns',
    wanted: patterns.filter((pattern) => pattern !== '' && !pattern.startsWith('!')),
    unwanted: patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)),
  };
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, with the salt as the key. */
function readHashed(field: string, line: number): HostNames {
  const [, version, salt64, hash64, ...more] = field.split('|');
  const salt = fromBase64(salt64 ?? '');
  const hash = fromBase64(hash64 ?? '');
  if (version !== '1' || more.length > 0 || salt?.length !== HASH_BYTES || hash?.length !== HASH_BYTES) {
    throw bad(line, 'the hashed host is damaged');
  }
  return { kind: 'hashed', salt, hash };
}

function readKey(keyType: string, base64: string, line: number): Uint8Array {
  const key = fromBase64(base64);
  if (key === undefined) throw bad(line, 'the key is missing or not in base64');
  const strings = sshStrings(key);
  const [type] = strings === 'malformed' ? [] : strings;
  if (type === undefined || Buffer.from(type).toString('latin1') !== keyType) {
    throw bad(line, 'the key is damaged or of another type than the line says');
  }
  return key;
}

function fromBase64(text: string): Uint8Array | undefined {
  return BASE64.test(text) && text.length % 4 === 0
    ? Uint8Array.from(Buffer.from(text, 'base64'))
    : undefined;
}

function bad(line: number, problem: string): Fault {
  return new Fault('NET-14', { line, problem });
}
