import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { verityArgument } from '../../../src/formats/verity/verity-argument.ts';
import { readVerityTable } from '../../../src/formats/verity/verity-table.ts';

const ROOT = '01ca247da5417e52b6bd4854a611cef7dba48b60290c34495b32c162558c7a98';
const SALT = '5b36609e1c37c7df9dcadea77ef84694b0c09dd4c558a1debf7c97c14b784274';
const DEVICE = 'PARTUUID=%U/PARTNROFF=1';
const CHROMIUM = `verity payload=${DEVICE} hashtree=${DEVICE} hashstart=4710400 alg=sha256 root_hexdigest=${ROOT} salt=${SALT}`;
const LINUX = `verity 0 /dev/sda3 /dev/sda3 4096 4096 588800 588800 sha256 ${ROOT} ${SALT}`;

const chromium = (target: string): string => `dm="1 vroot none ro 1,0 4710400 ${target}"`;
const linux = (target: string): string => `dm-mod.create="vroot,,,ro,0 4710400 ${target}"`;

const EXPECTED = {
  version: 0,
  dataBlocks: 588800,
  hashStartBlock: 588800,
  rootDigest: ROOT,
  salt: SALT,
  algorithm: 'sha256',
};

// The words around it are those of a real Chromium OS kernel.
test('readVerityTable() finds the table in a whole Chromium OS command line', () => {
  const commandLine = `console= loglevel=7 init=/sbin/init cros_efi drm.trace=0x106 root=/dev/dm-0 rootwait ro dm_verity.error_behavior=3 dm_verity.max_bios=-1 dm_verity.dev_wait=1 ${chromium(CHROMIUM)} noinitrd cros_debug vt.global_cursor_default=0 kern_guid=%U add_efi_memmap boot=local noresume i915.modeset=1 `;
  expect(readVerityTable(commandLine)).toEqual({ ...EXPECTED, dataDevice: DEVICE, hashDevice: DEVICE });
});

test.for([
  ['quotes around the whole word', `"dm=1 vroot none ro 1,0 4710400 ${CHROMIUM}"`],
  ['no counts, as at first', `dm="vroot none ro,0 4710400 ${CHROMIUM}"`],
  ['blanks around the comma', `dm="1 vroot none ro 1, 0 4710400  ${CHROMIUM} "`],
  ['the names of newer kernels', chromium(CHROMIUM.replace(DEVICE, 'ROOT_DEV').replace(DEVICE, 'HASH_DEV'))],
  ['another order of arguments', chromium(`verity ${CHROMIUM.split(' ').slice(1).toReversed().join(' ')}`)],
  ['the form of Linux in dm=', chromium(LINUX)],
  ['the form of Linux in dm-mod.create=', linux(LINUX)],
  ['dm_mod.create=', linux(LINUX).replace('-', '_')],
  ['a minor number', linux(LINUX).replace(',,,', ',,3,')],
  ['harmless options', linux(`${LINUX} 2 panic_on_corruption check_at_most_once`)],
] as const)('readVerityTable() reads a table with %s', ([, commandLine]) => {
  expect(readVerityTable(commandLine)).toMatchObject(EXPECTED);
});

test('readVerityTable() reads version 1, where a salt may have other lengths', () => {
  const target = LINUX.replace('verity 0', 'verity 1').replace(SALT, 'abcd');
  expect(readVerityTable(linux(target))).toMatchObject({ ...EXPECTED, version: 1, salt: 'abcd' });
});

test.for([
  ['-', linux(LINUX.replace(SALT, '-'))],
  ['no salt argument', chromium(CHROMIUM.replace(` salt=${SALT}`, ''))],
] as const)('readVerityTable() reads %s as no salt', ([, commandLine]) => {
  expect(readVerityTable(commandLine)).toMatchObject({ ...EXPECTED, salt: '' });
});

test.for(['', 'root=/dev/sda3 ro quiet', 'dm_verity.error_behavior=3 dm-mod.waitfor=/dev/sda'])(
  'readVerityTable() says that there is none in "%s"',
  (commandLine) => {
    expect(readVerityTable(commandLine)).toBe('none');
  },
);

const BOOTCACHE = `dm="2 vboot none ro 1,0 4710400 bootcache ${DEVICE} 4710400 ${ROOT} 512 20000 100000, vroot none ro 1,0 4710400 ${CHROMIUM}"`;
const sized = (blocks: number | string, sectors: number | string): string =>
  `dm-mod.create="vroot,,,ro,0 ${sectors} ${LINUX.replaceAll('588800', String(blocks))}"`;

test.for([
  ['two tables', 'table', `${chromium(CHROMIUM)} ${chromium(CHROMIUM)}`],
  ['tables of both kinds', 'table', `${chromium(CHROMIUM)} ${linux(LINUX)}`],
  ['a table for init', 'table', `quiet -- ${chromium(CHROMIUM)}`],
  ['two devices', 'table', BOOTCACHE],
  ['two devices, again', 'table', linux(`${LINUX};b,,,ro,0 8 zero`)],
  ['two targets', 'table', linux(`${LINUX},4710400 8 zero`)],
  ['a device that can be written', 'table', chromium(CHROMIUM).replace(' ro ', ' rw ')],
  ['a writable dm-mod device', 'table', linux(LINUX).replace(',ro,', ',rw,')],
  ['an empty table', 'table', 'dm='],
  ['only the name of the parameter', 'table', 'dm'],
  ['a quote in the table', 'table', `dm=1" "vroot" "none" "ro" "1,0" "4710400" "verity`],
  ['an open quote', 'command_line', chromium(CHROMIUM).slice(0, -1)],
  ['another start', 'start', chromium(CHROMIUM).replace(',0 ', ',8 ')],
  ['another target', 'type', chromium(CHROMIUM.replace('verity', 'linear'))],
  ['more sectors than data', 'sectors', chromium(CHROMIUM).replace(' 4710400', ' 4710408')],
  ['hashstart elsewhere', 'sectors', chromium(CHROMIUM.replace('hashstart=4710400', 'hashstart=4710408'))],
  ['hashstart in the middle of a block', 'hashstart', chromium(CHROMIUM.replace('4710400', '4710401'))],
  ['hash_start elsewhere', 'hash_start', linux(LINUX.replace('588800 sha', '588801 sha'))],
  ['hash_start 0', 'hash_start', linux(LINUX.replace('588800 sha', '0 sha'))],
  ['no data blocks', 'data_blocks', sized(0, 0)],
  ['2^53 data blocks', 'data_blocks', sized(2 ** 53, 2 ** 56)],
  ['2^41 data blocks', 'data_blocks', sized(2 ** 41, 2 ** 44)],
  ['2^64 data blocks', 'data_blocks', sized('18446744073709551616', '147573952589676412928')],
  ['data blocks in hex', 'data_blocks', sized('0x10', 128)],
  ['a leading zero', 'data_blocks', sized('016', 128)],
  ['a negative number', 'data_blocks', sized('-16', -128)],
  ['a number with an exponent', 'data_blocks', sized('1e3', 8000)],
  ['sectors with a leading zero', 'sectors', sized(16, '0128')],
  ['version 2', 'version', linux(LINUX.replace('verity 0', 'verity 2'))],
  ['small data blocks', 'block_size', linux(LINUX.replace('4096', '1024'))],
  ['small tree blocks', 'block_size', linux(LINUX.replace('4096 4096', '4096 512'))],
  ['SHA-1', 'algorithm', chromium(CHROMIUM.replace('sha256', 'sha1'))],
  ['a short digest', 'root_digest', chromium(CHROMIUM.replace(ROOT, ROOT.slice(2)))],
  ['a long digest', 'root_digest', linux(LINUX.replace(ROOT, `${ROOT}00`))],
  ['a digest in upper case', 'root_digest', linux(LINUX.replace(ROOT, ROOT.toUpperCase()))],
  ['a digest that is not hex', 'root_digest', linux(LINUX.replace(ROOT, 'g'.repeat(64)))],
  ['a salt that is not hex', 'salt', chromium(CHROMIUM.replace(SALT, 'z'.repeat(64)))],
  ['a short salt in version 0', 'salt', chromium(CHROMIUM.replace(SALT, SALT.slice(32)))],
  ['a long salt in version 0', 'salt', linux(LINUX.replace(SALT, `${SALT}00`))],
  ['half a byte of salt', 'salt', linux(LINUX.replace('verity 0', 'verity 1').replace(SALT, 'abc'))],
  ['257 bytes of salt', 'salt', linux(LINUX.replace('verity 0', 'verity 1').replace(SALT, 'ab'.repeat(257)))],
  ['an empty salt', 'arguments', chromium(CHROMIUM.replace(SALT, ''))],
  ['a tree elsewhere', 'hash_device', chromium(CHROMIUM.replace(DEVICE, '/dev/sdb3'))],
  [
    'only one of the names of newer kernels',
    'hash_device',
    chromium(CHROMIUM.replace(`hashtree=${DEVICE}`, 'hashtree=HASH_DEV')),
  ],
  ['devices the wrong way round', 'hash_device', linux(LINUX.replace('/dev/sda3', '/dev/sda4'))],
  ['an unknown argument', 'arguments', chromium(`${CHROMIUM} error_behavior=none`)],
  ['an argument without a value', 'arguments', chromium(`${CHROMIUM} salt`)],
  ['an argument twice', 'salt', chromium(`${CHROMIUM} salt=${SALT}`)],
  ['no digest', 'root_hexdigest', chromium(CHROMIUM.replace(`root_hexdigest=${ROOT}`, ''))],
  ['no hashstart', 'hashstart', chromium(CHROMIUM.replace('hashstart=4710400', ''))],
  ['too few arguments', 'arguments', linux('verity 0 /dev/sda3 /dev/sda3 4096 4096 588800 588800 sha256')],
  ['no arguments', 'version', linux('verity')],
  ['ignored corruption', 'options', linux(`${LINUX} 1 ignore_corruption`)],
  ['ignored zero blocks', 'options', linux(`${LINUX} 1 ignore_zero_blocks`)],
  ['a wrong number of options', 'options', linux(`${LINUX} 0 panic_on_corruption`)],
] as const)('readVerityTable() refuses %s', ([, field, commandLine]) => {
  expect(() => readVerityTable(commandLine)).toThrow(
    expect.objectContaining({
      code: 'FMT-01',
      facts: expect.objectContaining({ format: 'dm-verity', field }),
    }),
  );
});

const hex64 = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const argument = fc.record({
  dataBlocks: fc.integer({ min: 1, max: 2 ** 40 }),
  rootDigest: hex64,
  salt: fc.oneof(fc.constant(''), hex64),
});

test('readVerityTable() reads what verityArgument() writes', () => {
  fc.assert(
    fc.property(argument, (fields) => {
      expect(readVerityTable(`quiet ${verityArgument(fields)} ro`)).toEqual({
        ...fields,
        version: 0,
        hashStartBlock: fields.dataBlocks,
        algorithm: 'sha256',
        dataDevice: DEVICE,
        hashDevice: DEVICE,
      });
    }),
  );
});

test('readVerityTable() of a changed command line throws a Fault or gives what stands there', () => {
  const change = fc.record({
    valid: fc.constantFrom(chromium(CHROMIUM), linux(LINUX)),
    at: fc.nat(400),
    remove: fc.nat(3),
    insert: fc.string({ unit: fc.constantFrom('"', ' ', ',', ';', '=', '0', 'f', '-', '\0'), maxLength: 3 }),
  });
  fc.assert(
    fc.property(change, ({ valid, at, remove, insert }) => {
      const commandLine = valid.slice(0, at) + insert + valid.slice(at + remove);
      const table = tableOrFault(commandLine);
      if (table === 'none' || table instanceof Fault) return;
      const { rootDigest, salt, dataBlocks } = table;
      const written = [rootDigest, salt, String(dataBlocks * 8)];
      expect(written.filter((text) => !commandLine.includes(text))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

function tableOrFault(commandLine: string): ReturnType<typeof readVerityTable> | Fault {
  try {
    return readVerityTable(commandLine);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
