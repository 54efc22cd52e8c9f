import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { type Answer, sessionLife } from '../../../src/net/server/session-life.ts';

const LOST = new Fault('NET-03', { host: 'a' });
const OTHER = new Fault('NET-10', { host: 'a' });

test('sessionLife().ask() gives the answer, or throws the error of the server', async () => {
  const life = sessionLife(() => undefined);
  await expect(life.ask<number>((answer) => answer(null, 7))).resolves.toBe(7);
  await expect(life.ask((answer) => answer(new Error('refused')))).rejects.toThrow('refused');
});

test('sessionLife().ask() throws what the library throws', async () => {
  const life = sessionLife(() => undefined);
  const asked = life.ask(() => {
    throw new Error('not connected');
  });
  await expect(asked).rejects.toThrow('not connected');
});

test('sessionLife().end() closes first, then tells all who wait, and only the first fault counts', async () => {
  const told: string[] = [];
  const life = sessionLife(() => told.push('closed'));
  const waiting = [1, 2].map(() =>
    life.ask(() => undefined).catch((error: unknown) => told.push(String(error))),
  );
  life.end(LOST);
  life.end(OTHER);
  await Promise.all(waiting);
  expect(told).toEqual(['closed', `Fault: ${LOST.message}`, `Fault: ${LOST.message}`]);
  expect(life.fault).toBe(LOST);
});

test('sessionLife().ask() asks nobody when the session has ended', async () => {
  const life = sessionLife(() => undefined);
  life.end(LOST);
  let sent = 'no';
  await expect(life.ask(() => (sent = 'yes'))).rejects.toBe(LOST);
  expect(sent).toBe('no');
});

test('sessionLife() takes no notice of an answer that comes after the end', async () => {
  const life = sessionLife(() => undefined);
  let late: Answer<number> | undefined;
  const asked = life.ask<number>((answer) => (late = answer));
  life.end(LOST);
  late?.(null, 7);
  await expect(asked).rejects.toBe(LOST);
});
