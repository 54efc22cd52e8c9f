import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_MANIFEST_BYTES, readManifest } from '../../src/catalog/manifest.ts';
import { Fault, toFault } from '../../src/core/faults.ts';
import { MANIFEST, toBytes } from './signed-release.ts';

const [kernel, rootfs] = MANIFEST.payloads;
const [partition] = MANIFEST.layout;
const firmware = {
  role: 'firmware',
  file: 'firmware.bin',
  bytes: 1,
  sha256: '00'.repeat(32),
  version: '1.2',
};
const { version: _, ...versionless } = firmware;

test('readManifest() reads what was written', () => {
  expect(readManifest(toBytes(MANIFEST))).toEqual(MANIFEST);
});

test.for([
  ['a compressed root filesystem', { payloads: [kernel, packed({ bytes: 17 })] }],
  ['a firmware image', { payloads: [firmware, rootfs, kernel] }],
  ['firmware alone', { payloads: [firmware], layout: [] }],
  [
    'a hash tree of format 1 with a short salt',
    { payloads: [kernel, packed({}, { version: 1, salt: 'abcd' })] },
  ],
  ['a hash tree without a salt', { payloads: [kernel, packed({}, { version: 0, salt: '' })] }],
  ['SKU 0 and the highest', { models: [{ hwid: 'ATLAS', skus: [0, 0xffff_ffff] }] }],
  ['a name in another script', { os: { name: 'Система ①', version: '1' } }],
  ['the longest id', { id: 'a'.repeat(64) }],
  ['the highest version', { os: { name: 'x', version: `4294967295${'.4294967295'.repeat(7)}` } }],
  ['partition 128', { layout: [{ ...partition, number: 128 }] }],
] as const)('readManifest() takes %s', ([, change]) => {
  const manifest = { ...MANIFEST, ...change };
  expect(readManifest(toBytes(manifest))).toEqual(manifest);
});

test.for([
  ['no data', ''],
  ['white space', '  \n'],
  ['a truncated one', JSON.stringify(MANIFEST).slice(0, -1)],
  ['one with a byte order mark', `\ufeff${JSON.stringify(MANIFEST)}`],
  ['one with something behind it', `${JSON.stringify(MANIFEST)}{}`],
  ['one with a NUL behind it', `${JSON.stringify(MANIFEST)}\0`],
  ['one with a comment', `/* */${JSON.stringify(MANIFEST)}`],
  ['one with a comma too many', JSON.stringify(MANIFEST).replace('}', ',}')],
] as const)('readManifest() says that it is not JSON: %s', ([, text]) => {
  expect(faultOf(toBytes(text))).toEqual({ code: 'MAN-01', facts: { problem: 'it is not JSON' } });
});

test('readManifest() says that it is not UTF-8', () => {
  const bytes = toBytes(MANIFEST);
  bytes[bytes.indexOf('A'.charCodeAt(0))] = 0xff;
  expect(faultOf(bytes)).toEqual({ code: 'MAN-01', facts: { problem: 'it is not UTF-8' } });
});

test('readManifest() takes 64 KiB exactly and refuses one byte more', () => {
  const text = JSON.stringify(MANIFEST);
  expect(readManifest(toBytes(text.padEnd(MAX_MANIFEST_BYTES)))).toEqual(MANIFEST);
  expect(faultOf(toBytes(text.padEnd(MAX_MANIFEST_BYTES + 1)))).toEqual({
    code: 'MAN-03',
    facts: { file: 'manifest.json', bytes: 65_537, maxBytes: 65_536 },
  });
});

test.for([
  ['at the top', 'id', (text: string) => text.replace('{', '{"id":"other",')],
  ['spelled differently', 'id', (text: string) => text.replace('{', String.raw`{"\u0069d":"other",`)],
  ['nested', 'os.version', (text: string) => text.replace('"version"', '"version":"2","version"')],
  ['in an array', 'payloads[1].verity.salt', (text: string) => text.replace('"salt"', '"salt":"","salt"')],
  ['in an unknown field', 'x.a', (text: string) => text.replace('{', '{"x":{"a":1,"a":1},')],
  ['__proto__', '__proto__', (text: string) => text.replace('{', '{"__proto__":{},"__proto__":{},')],
] as const)('readManifest() refuses a key that is there twice: %s', ([, field, change]) => {
  expect(faultOf(toBytes(change(JSON.stringify(MANIFEST))))).toEqual({ code: 'MAN-04', facts: { field } });
});

test.for([
  ['at the top', 'extra', (text: string) => text.replace('{', '{"extra":1,')],
  ['nested', 'os.extra', (text: string) => text.replace('"version"', '"extra":1,"version"')],
  ['in an array', 'models[0].extra', (text: string) => text.replace('"hwid"', '"extra":1,"hwid"')],
  [
    'in the hash tree',
    'payloads[1].verity.extra',
    (text: string) => text.replace('"salt"', '"extra":1,"salt"'),
  ],
  [
    'in the boot attributes',
    'layout[0].boot.extra',
    (text: string) => text.replace('"tries"', '"extra":1,"tries"'),
  ],
  ['__proto__', '__proto__', (text: string) => text.replace('{', '{"__proto__":{"admin":true},')],
  [
    '__proto__, nested',
    'os.__proto__',
    (text: string) => text.replace('"version"', '"__proto__":{},"version"'),
  ],
  ['constructor', 'constructor', (text: string) => text.replace('{', '{"constructor":{"prototype":{}},')],
  ['toString', 'toString', (text: string) => text.replace('{', '{"toString":1,')],
  ['a terminal escape', '["\\u001b[2J"]', (text: string) => text.replace('{', '{"\\u001b[2J":1,')],
] as const)('readManifest() refuses an unknown field: %s', ([, field, change]) => {
  expect(faultOf(toBytes(change(JSON.stringify(MANIFEST))))).toEqual({
    code: 'MAN-02',
    facts: { field, problem: 'unknown field' },
  });
  expect(Reflect.get({}, 'admin')).toBeUndefined();
});

test('readManifest() takes no field from the prototype that a document brings along', () => {
  const text = `{"__proto__":${JSON.stringify(MANIFEST)}}`;
  expect(faultOf(toBytes(text))).toMatchObject({ code: 'MAN-02', facts: { field: 'format' } });
});

test.for([null, 7, 'text', [MANIFEST]])(
  'readManifest() refuses a document that is no object: %j',
  (value) => {
    expect(faultOf(toBytes(JSON.stringify(value)))).toMatchObject({
      code: 'MAN-02',
      facts: { field: 'manifest' },
    });
  },
);

test.for([
  ['format', { format: 2 }],
  ['format', { format: '1' }],
  ['id', { id: '' }],
  ['id', { id: '..' }],
  ['id', { id: '.hidden' }],
  ['id', { id: 'a/b' }],
  ['id', { id: 'a\\b' }],
  ['id', { id: 'a b' }],
  ['id', { id: 'a\n' }],
  ['id', { id: 'ä' }],
  ['id', { id: 'a'.repeat(129) }],
  ['os', { os: undefined }],
  ['os.name', { os: { name: '', version: '1' } }],
  ['os.name', { os: { name: 'a\u001b[2J', version: '1' } }],
  ['os.name', { os: { name: 'a\u202eb', version: '1' } }],
  ['os.name', { os: { name: 'a\u200bb', version: '1' } }],
  ['os.name', { os: { name: 'a\nb', version: '1' } }],
  ['os.name', { os: { name: ' a', version: '1' } }],
  ['os.name', { os: { name: '\ud800', version: '1' } }],
  ['os.name', { os: { name: 'a'.repeat(65), version: '1' } }],
  ['os.version', { os: { name: 'x', version: '1.09' } }],
  ['os.version', { os: { name: 'x', version: '4294967296' } }],
  ['os.version', { os: { name: 'x', version: '1.2.3.4.5.6.7.8.9' } }],
  ['os.version', { os: { name: 'x', version: 1.9 } }],
  ['arch', { arch: 'riscv64' }],
  ['models', { models: [] }],
  ['models[0].hwid', { models: [{ hwid: '' }] }],
  ['models[0].hwid', { models: [{ hwid: 'ATLAS ' }] }],
  ['models[0].hwid', { models: [{ hwid: 'ATLAS\t1' }] }],
  ['models[0].skus', { models: [{ hwid: 'ATLAS', skus: [] }] }],
  ['models[0].skus', { models: [{ hwid: 'ATLAS', skus: null }] }],
  ['models[0].skus[1]', { models: [{ hwid: 'ATLAS', skus: [1, -1] }] }],
  ['models[0].skus[0]', { models: [{ hwid: 'ATLAS', skus: [2 ** 32] }] }],
  ['models[0].skus[0]', { models: [{ hwid: 'ATLAS', skus: [1.5] }] }],
  ['minimumAgent', { minimumAgent: 'v1' }],
  ['payloads', { payloads: [] }],
  ['payloads', { payloads: [kernel] }],
  ['payloads', { payloads: [rootfs, firmware] }],
  ['payloads', { payloads: [kernel, rootfs, rootfs] }],
  ['payloads', { payloads: [kernel, rootfs, firmware, firmware] }],
  ['payloads[0].role', { payloads: [{ ...kernel, role: 'initrd' }, rootfs] }],
  ['payloads[0].file', { payloads: [{ ...kernel, file: '../kernel.bin' }, rootfs] }],
  ['payloads[0].bytes', { payloads: [{ ...kernel, bytes: 0 }, rootfs] }],
  ['payloads[0].bytes', { payloads: [{ ...kernel, bytes: 2 ** 29 + 1 }, rootfs] }],
  ['payloads[0].bytes', { payloads: [{ ...kernel, bytes: -1 }, rootfs] }],
  ['payloads[0].bytes', { payloads: [{ ...kernel, bytes: 2 ** 53 }, rootfs] }],
  ['payloads[0].sha256', { payloads: [{ ...kernel, sha256: 'AB'.repeat(32) }, rootfs] }],
  ['payloads[0].sha256', { payloads: [{ ...kernel, sha256: 'ab'.repeat(31) }, rootfs] }],
  ['payloads[0].verity', { payloads: [{ ...kernel, verity: rootfs?.verity }, rootfs] }],
  ['payloads[0].compression', { payloads: [{ ...kernel, compression: 'zstd-seekable' }, rootfs] }],
  ['payloads[2].bytes', { payloads: [kernel, rootfs, { ...firmware, bytes: 2 ** 26 + 1 }] }],
  ['payloads[1].verity', { payloads: [kernel, { ...rootfs, verity: undefined }] }],
  ['payloads[1].bytes', { payloads: [kernel, { ...rootfs, bytes: 4096 * 200 }] }],
  ['payloads[1].bytes', { payloads: [kernel, { ...rootfs, bytes: 4096 * 203 + 1 }] }],
  ['payloads[1].file', { payloads: [kernel, { ...rootfs, compression: 'zstd-seekable' }] }],
  ['payloads[1].file', { payloads: [kernel, { ...rootfs, file: 'rootfs.img.zst' }] }],
  ['payloads[1].compression', { payloads: [kernel, packed({ compression: 'gzip' })] }],
  ['payloads[1].bytes', { payloads: [kernel, packed({ bytes: 2 ** 36 + 1 })] }],
  ['payloads[1].verity.version', { payloads: [kernel, packed({}, { version: 2 })] }],
  ['payloads[1].verity.rootDigest', { payloads: [kernel, packed({}, { rootDigest: '' })] }],
  ['payloads[1].verity.salt', { payloads: [kernel, packed({}, { salt: '-' })] }],
  ['payloads[1].verity.salt', { payloads: [kernel, packed({}, { salt: 'AB'.repeat(32) })] }],
  ['payloads[1].verity.salt', { payloads: [kernel, packed({}, { salt: 'ab'.repeat(31) })] }],
  ['payloads[1].verity.salt', { payloads: [kernel, packed({}, { salt: 'ab'.repeat(33) })] }],
  ['payloads[1].verity.salt', { payloads: [kernel, packed({}, { version: 1, salt: 'abc' })] }],
  ['payloads[1].verity.salt', { payloads: [kernel, packed({}, { version: 1, salt: 'ab'.repeat(257) })] }],
  ...[0, 1, -1, 1.5, 2 ** 24 + 1, 2 ** 53, 1e300].flatMap((dataBlocks) => [
    ['payloads[1].verity.dataBlocks', { payloads: [kernel, packed({}, { dataBlocks })] }] as const,
    [
      'payloads[1].verity.dataBlocks',
      { payloads: [kernel, { ...rootfs, verity: { ...rootfs?.verity, dataBlocks } }] },
    ] as const,
  ]),
  ['layout', { layout: [] }],
  ['layout', { payloads: [firmware] }],
  ['payloads', { payloads: [firmware, kernel] }],
  ['payloads', { payloads: [], layout: [] }],
  ['payloads[0].version', { payloads: [versionless], layout: [] }],
  ['payloads[0].version', { payloads: [{ ...firmware, version: 'Google_Atlas.1.2' }], layout: [] }],
  ['payloads[0].version', { payloads: [{ ...kernel, version: '1.2' }, rootfs] }],
  ['layout', { layout: Array(65).fill(partition) }],
  ['layout[0].number', { layout: [{ ...partition, number: 0 }] }],
  ['layout[0].number', { layout: [{ ...partition, number: 129 }] }],
  ['layout[0].label', { layout: [{ ...partition, label: '' }] }],
  ['layout[0].label', { layout: [{ ...partition, label: 'a'.repeat(37) }] }],
  ['layout[0].label', { layout: [{ ...partition, label: 'a\u001b[2J' }] }],
  ['layout[0].type', { layout: [{ ...partition, type: 'swap' }] }],
  ['layout[0].sizeBytes', { layout: [{ ...partition, sizeBytes: 0 }] }],
  ['layout[0].sizeBytes', { layout: [{ ...partition, sizeBytes: 4095 }] }],
  ['layout[0].sizeBytes', { layout: [{ ...partition, sizeBytes: 2 ** 46 + 4096 }] }],
  ['layout[0].sizeBytes', { layout: [{ ...partition, sizeBytes: 'all' }] }],
  ['layout[0].payload', { layout: [{ ...partition, payload: 'firmware' }] }],
  ['layout[0].boot.priority', { layout: [withBoot({ priority: 16 })] }],
  ['layout[0].boot.tries', { layout: [withBoot({ tries: -1 })] }],
  ['layout[0].boot.successful', { layout: [withBoot({ successful: 2 })] }],
  ['layout[0].boot.successful', { layout: [withBoot({ successful: true })] }],
  ['layout[0].filesystem', { layout: [{ ...partition, filesystem: 'btrfs' }] }],
] as const)('readManifest() names the field that it refuses: %s (row %$)', ([field, change]) => {
  expect(faultOf(toBytes({ ...MANIFEST, ...change }))).toMatchObject({ code: 'MAN-02', facts: { field } });
});

test('readManifest() is not exhausted by brackets', () => {
  expect(faultOf(toBytes('['.repeat(32_768) + ']'.repeat(32_768)))).toMatchObject({ code: 'MAN-02' });
  expect(faultOf(toBytes('{"a":'.repeat(13_000)))).toMatchObject({ code: 'MAN-01' });
});

test('readManifest() throws nothing but a fault, whatever becomes of a byte', () => {
  const good = toBytes(MANIFEST);
  const places = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(places, fc.nat(good.length), (changes, length) => {
      const bytes = good.slice();
      for (const [at, value] of changes) bytes[at] = value;
      for (const one of [bytes, bytes.subarray(0, length)]) expect(outcomeOf(one)).toBe('as it should be');
    }),
    { numRuns: 500 },
  );
});

test('readManifest() throws nothing but a fault for JSON of any shape', () => {
  const field = fc.constantFrom(...Object.keys(MANIFEST));
  fc.assert(
    fc.property(field, fc.jsonValue(), (name, value) => {
      expect(outcomeOf(toBytes({ ...MANIFEST, [name]: value }))).toBe('as it should be');
    }),
    { numRuns: 500 },
  );
});

function packed(change: object, verity: object = {}): object {
  const tree = { ...rootfs?.verity, ...verity };
  return { ...rootfs, file: 'rootfs.img.zst', compression: 'zstd-seekable', ...change, verity: tree };
}

function withBoot(change: object): object {
  return { ...partition, boot: { ...partition?.boot, ...change } };
}

function faultOf(bytes: Uint8Array): { code: string; facts: object } {
  try {
    readManifest(bytes);
  } catch (error) {
    if (error instanceof Fault) return { code: error.code, facts: error.facts };
    throw error;
  }
  throw new Error('nothing was refused');
}

function outcomeOf(bytes: Uint8Array): unknown {
  try {
    readManifest(bytes);
  } catch (error) {
    return ['MAN-01', 'MAN-02', 'MAN-04'].includes(toFault(error).code) ? 'as it should be' : error;
  }
  return 'as it should be';
}
