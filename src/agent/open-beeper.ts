import type { Emit } from '../core/events.ts';
import { toFault } from '../core/faults.ts';
import type { OpenSpeaker, Speaker, Tone } from '../core/ports.ts';

/**
 * Sounds only what changes, is silent in the end, and goes on in silence where there is no loudspeaker. Nobody waits for
 * it to open: a driver that hangs must hold up nothing.
 */
export function openBeeper(speaker: Speaker, emit: Emit): OpenSpeaker {
  let opened: OpenSpeaker | 'opening' | 'broken' | 'over' = 'opening';
  let last: Tone = 'silence';
  const broken = (error: unknown): void => {
    opened = 'broken';
    const { code, facts } = toFault(error);
    emit({ kind: 'warning', code, facts });
  };
  const taken = async (one: OpenSpeaker): Promise<void> => {
    if (opened === 'over') await one[Symbol.asyncDispose]();
    else opened = one;
  };
  speaker.open().then(taken).catch(broken);
  const sound = async (tone: Tone): Promise<void> => {
    if (typeof opened === 'string' || last === tone) return;
    last = tone;
    await opened.sound(tone).catch(broken);
  };
  return {
    sound,
    async [Symbol.asyncDispose]() {
      await sound('silence');
      const now = opened;
      opened = 'over';
      if (typeof now !== 'string') await now[Symbol.asyncDispose]();
    },
  };
}
