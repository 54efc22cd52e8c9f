import { expect, test } from 'vitest';
import { WifiDesk } from '../../src/agent/wifi-desk.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import type { WifiAnswer, WifiChoice } from '../../src/core/wifi-question.ts';

const SHED: WifiChoice = { ssid: '73686564', name: 'shed', security: 'wpa2', signalPercent: 70 };
const BARN: WifiChoice = { ssid: '6261726e', name: 'barn', security: 'open', signalPercent: 20 };
const JOIN: WifiAnswer = { kind: 'join', ssid: SHED.ssid, visibility: 'visible', passphrase: 'open sesame' };

interface Asked {
  readonly events: AgentEvent[];
  readonly outcome: Promise<unknown>;
  readonly desk: WifiDesk;
  readonly stop: AbortController;
}

async function asked(before: Fault | 'none' = 'none'): Promise<Asked> {
  const desk = new WifiDesk();
  const events: AgentEvent[] = [];
  const stop = new AbortController();
  const ask = desk.askWith((event) => events.push(event));
  const offer = { networks: [SHED], before, rescan: async () => [SHED, BARN] };
  const outcome = ask(offer, stop.signal).catch((error: unknown) => error);
  await settled();
  return { events, outcome, desk, stop };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('WifiDesk asks with what was heard and with what went wrong before, and gives the answer', async () => {
  const { events, outcome, desk } = await asked(new Fault('NET-34', { network: 'shed' }));
  desk.answer(JOIN);
  expect(await outcome).toMatchObject({ ssid: SHED.ssid, hidden: false, security: 'auto' });
  expect(events).toEqual([
    {
      kind: 'wifi-wanted',
      question: { networks: [SHED], before: { code: 'NET-34', facts: { network: 'shed' } } },
    },
    { kind: 'wifi-answered' },
  ]);
});

test('WifiDesk tells nobody the passphrase, and has none for an open network', async () => {
  const { events, outcome, desk } = await asked();
  desk.answer(JOIN);
  const { passphrase } = Object.assign({ passphrase: '' }, await outcome);
  expect(JSON.stringify([events, await outcome])).not.toContain('sesame');
  expect(passphrase).toMatchObject({ reveal: expect.any(Function) });
  const open = await asked();
  open.desk.answer({ ...JOIN, ssid: BARN.ssid, passphrase: '', visibility: 'hidden' });
  expect(await open.outcome).toMatchObject({ passphrase: 'none', hidden: true });
});

test('WifiDesk asks again with a new list when the person wants one', async () => {
  const { events, outcome, desk } = await asked();
  desk.answer({ kind: 'rescan' });
  await settled();
  expect(events.at(-1)).toEqual({ kind: 'wifi-wanted', question: { networks: [SHED, BARN], before: null } });
  desk.answer({ kind: 'give-up' });
  expect(await outcome).toBe('give-up');
  expect(events.at(-1)).toEqual({ kind: 'wifi-answered' });
});

test('WifiDesk takes an answer that comes while it looks around again', async () => {
  const { outcome, desk } = await asked();
  desk.answer({ kind: 'rescan' });
  await Promise.resolve();
  await Promise.resolve();
  desk.answer(JOIN);
  expect(await outcome).toMatchObject({ ssid: SHED.ssid });
});

test('WifiDesk drops an answer that nobody asked for', async () => {
  const desk = new WifiDesk();
  desk.answer({ kind: 'give-up' });
  const ask = desk.askWith(() => undefined);
  const { signal } = new AbortController();
  const outcome = ask({ networks: [], before: 'none', rescan: async () => [] }, signal);
  await settled();
  desk.answer(JOIN);
  expect(await outcome).toMatchObject({ ssid: SHED.ssid });
});

test('WifiDesk ends the question when the run is stopped', async () => {
  const { events, outcome, stop } = await asked();
  stop.abort(new Fault('AGT-02', { by: 'SIGTERM' }));
  expect(await outcome).toMatchObject({ code: 'AGT-02' });
  expect(events.at(-1)).toEqual({ kind: 'wifi-answered' });
});
