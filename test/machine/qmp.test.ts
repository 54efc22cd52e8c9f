import { type Duplex, duplexPair } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Qmp } from '../../vm/qmp.ts';

/** A QEMU that answers each command with what `answer` makes of it. */
function connection(answer: (command: { execute: string; id: number }) => object[]): {
  qmp: Qmp;
  qemu: Duplex;
} {
  const [ours, qemu] = duplexPair();
  qemu.write('{"QMP": {"version": {}, "capabilities": []}}\r\n');
  qemu.on('data', (bytes: Buffer) => {
    for (const line of bytes.toString().trim().split('\n'))
      for (const said of answer(JSON.parse(line) as { execute: string; id: number }))
        qemu.write(`${JSON.stringify(said)}\r\n`);
  });
  return { qmp: new Qmp(ours), qemu };
}

test('Qmp.execute() resolves with the answer to its own command', async () => {
  const seen: string[] = [];
  const { qmp } = connection(({ execute, id }) => {
    seen.push(execute);
    return [{ return: {}, id }];
  });
  await Promise.all([qmp.execute('stop', {}), qmp.execute('cont', {})]);
  expect(seen).toEqual(['stop', 'cont']);
});

test('Qmp.execute() returns what QEMU answers', async () => {
  const vnc = { host: '127.0.0.1', service: '5901' };
  const { qmp } = connection(({ id }) => [{ return: vnc, id }]);
  expect(await qmp.execute('query-vnc', {})).toEqual(vnc);
});

test('Qmp.execute() throws what QEMU says against the command', async () => {
  const { qmp } = connection(({ id }) => [
    { error: { class: 'GenericError', desc: "Device 'x' not found" }, id },
  ]);
  await expect(qmp.execute('device_del', { id: 'x' })).rejects.toThrow(
    "QEMU refuses device_del: Device 'x' not found",
  );
});

test('Qmp.next() gives the first event that is wanted, and keeps all of them', async () => {
  const { qmp, qemu } = connection(() => []);
  const next = qmp.next(({ data }) => data['device'] === 'b', 'b');
  for (const device of ['a', 'b', 'c'])
    qemu.write(`${JSON.stringify({ event: 'DEVICE_DELETED', data: { device } })}\n`);
  expect(await next).toEqual({ name: 'DEVICE_DELETED', data: { device: 'b' } });
  await turn();
  expect(qmp.events).toHaveLength(3);
});

test('Qmp throws at once when QEMU has ended', async () => {
  const { qmp, qemu } = connection(() => []);
  const under = qmp.execute('quit', {});
  qemu.end();
  await expect(under).rejects.toThrow('QEMU has ended');
  await expect(qmp.execute('stop', {})).rejects.toThrow('QEMU has ended');
});
