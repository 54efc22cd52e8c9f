import { Fault, toFault } from '../core/faults.ts';
import type { OpenSpeaker, Speaker } from '../core/ports.ts';

/**
 * Several loudspeakers at once: whether one that takes a tone is heard, no program can know. It is as good as the best of
 * them, and fails when none is left.
 */
export function everySpeaker(speakers: readonly Speaker[]): Speaker {
  return {
    async open() {
      await using all = new AsyncDisposableStack();
      const problems: unknown[] = [];
      const opened: OpenSpeaker[] = [];
      for (const speaker of speakers) {
        try {
          opened.push(all.use(await speaker.open()));
        } catch (error) {
          problems.push(error);
        }
      }
      if (opened.length === 0) throw silent(problems);
      const kept = all.move();
      return {
        async sound(tone) {
          const sounded = await Promise.allSettled(opened.map((one) => one.sound(tone)));
          const failed = sounded.flatMap((each) =>
            each.status === 'rejected' ? [each.reason as unknown] : [],
          );
          if (failed.length === opened.length) throw silent(failed);
        },
        [Symbol.asyncDispose]: () => kept.disposeAsync(),
      };
    },
  };
}

function silent(problems: readonly unknown[]): Fault {
  const faults = problems.map(toFault);
  const other = faults.find(({ code }) => code !== 'DEV-02');
  if (other !== undefined) return other;
  const told = faults.map(({ facts }) => Object.values(facts).join(', '));
  return new Fault('DEV-02', { problem: told.join('; ') });
}
