import { expect, test } from 'vitest';
import { Fault } from '../../src/core/faults.ts';
import type { Speaker, Tone } from '../../src/core/ports.ts';
import { everySpeaker } from '../../src/host/every-speaker.ts';

interface Watched {
  readonly speaker: Speaker;
  readonly heard: (Tone | 'closed')[];
}

/** A loudspeaker that breaks after so many tones. */
function watched(tones = Infinity): Watched {
  const heard: Watched['heard'] = [];
  const speaker: Speaker = {
    open: async () => ({
      async sound(tone) {
        if (heard.length >= tones) throw new Fault('DEV-02', { problem: 'it broke' });
        heard.push(tone);
      },
      [Symbol.asyncDispose]: async () => void heard.push('closed'),
    }),
  };
  return { speaker, heard };
}

const MISSING: Speaker = { open: () => Promise.reject(new Fault('DEV-02', { errno: 'ENODEV' })) };

test('everySpeaker() sounds all that are there, and closes them', async () => {
  const [one, other] = [watched(), watched()];
  {
    await using speaker = await everySpeaker([one.speaker, MISSING, other.speaker]).open();
    await speaker.sound(440);
    await speaker.sound('silence');
  }
  expect([one.heard, other.heard]).toEqual([
    [440, 'silence', 'closed'],
    [440, 'silence', 'closed'],
  ]);
});

test('everySpeaker() goes on while one is left, and then says what is wrong', async () => {
  const [one, other] = [watched(1), watched(2)];
  await using speaker = await everySpeaker([one.speaker, other.speaker]).open();
  await speaker.sound(440);
  await speaker.sound(880);
  expect(other.heard).toEqual([440, 880]);
  await expect(speaker.sound('silence')).rejects.toMatchObject({
    code: 'DEV-02',
    facts: { problem: 'it broke; it broke' },
  });
});

test('everySpeaker() says of each why there is none', async () => {
  await expect(everySpeaker([MISSING, MISSING]).open()).rejects.toMatchObject({
    code: 'DEV-02',
    facts: { problem: 'ENODEV; ENODEV' },
  });
});

test('everySpeaker() does not take a defect for a device without sound', async () => {
  const broken: Speaker = { open: () => Promise.reject(new TypeError('a defect')) };
  await expect(everySpeaker([broken, MISSING]).open()).rejects.toMatchObject({ code: 'BUG-00' });
});
