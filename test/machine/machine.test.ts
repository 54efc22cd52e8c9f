import { expect, test } from 'vitest';
import { standInQemu } from './stand-in-qemu.ts';

const LIMIT_MS = 4000;

test('Machine.expect() finds the first line that matches, behind the one that it found before', async () => {
  await using machine = standInQemu(
    `serial.write('one\\ntwo\\none again\\nthree\\n'); setInterval(() => {}, 1000);`,
  );
  expect(await machine.expect({ two: /two/, one: /one/ }, LIMIT_MS)).toMatchObject({
    kind: 'one',
    text: 'one',
  });
  expect(await machine.expect({ one: /one/ }, LIMIT_MS)).toMatchObject({ kind: 'one', text: 'one again' });
  expect(await machine.expect({ three: /three/ }, LIMIT_MS)).toMatchObject({ kind: 'three' });
});

test('Machine.expect() fails when the time is over, with the log and the last lines in the error', async () => {
  await using machine = standInQemu(`
    for (let line = 1; line <= 50; line += 1) serial.write('line ' + line + '\\n');
    setInterval(() => {}, 1000);
  `);
  await machine.expect({ last: /line 50/ }, LIMIT_MS);
  const failure = await machine.expect({ never: /never/ }, 50).then(() => 'found', String);
  expect(failure).toContain('There was no /never/ within 0.05 s');
  expect(failure).toContain('where/serial.log');
  expect(failure.match(/\| line \d+/g)).toHaveLength(40);
});

test('Machine.expect() fails at once when the machine ends, and still finds what it said last', async () => {
  await using machine = standInQemu(`
    event('SHUTDOWN', { guest: true, reason: 'guest-panic' });
    serial.end('last words', () => process.exit());
  `);
  expect(await machine.expect({ last: /last words/ }, LIMIT_MS)).toMatchObject({ kind: 'last' });
  await expect(machine.expect({ never: /never/ }, LIMIT_MS)).rejects.toThrow(
    'ended (guest-panic) without /never/',
  );
});

test.for([
  [
    'the reason that QEMU gave',
    `event('SHUTDOWN', { reason: 'guest-reset' }); process.exitCode = 0; qmp.end();`,
    'guest-reset',
  ],
  ['failed, when QEMU gave none', 'process.exit(1)', 'failed'],
])('Machine.ended tells %s', async ([, script = '', reason]) => {
  await using machine = standInQemu(`${script}; serial.end(); qmp.end();`);
  expect((await machine.ended).reason).toBe(reason);
});

test('Machine ends with its time limit', async () => {
  await using machine = standInQemu('setInterval(() => {}, 1000);', 100);
  expect((await machine.ended).reason).toBe('time-limit');
});

test('Machine.expectEnd() fails for another end than the one that is expected', async () => {
  await using machine = standInQemu(`event('SHUTDOWN', { reason: 'guest-panic' }); serial.end(); qmp.end();`);
  await expect(machine.expectEnd('guest-reset', LIMIT_MS)).rejects.toThrow(
    'ended with guest-panic, not guest-reset',
  );
});

test('Machine is off when it has been disposed of', async () => {
  let ended: Promise<{ reason: string }>;
  {
    await using machine = standInQemu('setInterval(() => {}, 1000);');
    ({ ended } = machine);
  }
  expect((await ended).reason).toBe('killed');
});
