import { sizeText } from '../disk/size-text.ts';
import { factLines } from '../fact-lines.ts';
import { Failure } from '../failure.ts';
import type { Voice } from '../voice.ts';
import type { Choice } from './choice.ts';
import type { Outcome } from './outcome.ts';

/** Tells what became of each target. @throws Failure of the worst, when one failed */
export function report(
  choice: Choice,
  outcomes: readonly Outcome[],
  output: 'text' | 'json',
  voice: Voice,
): void {
  if (output === 'json') voice.result(JSON.stringify(jsonOf(choice, outcomes)));
  else for (const outcome of outcomes) voice.result(lineOf(outcome, voice));
  const failed = outcomes.filter((one) => one.outcome === 'failed');
  const worst = failed.find(({ left }) => left === 'unusable') ?? failed[0];
  if (worst !== undefined) throw new Failure(worst.left, worst.fault);
  if (output === 'text') for (const line of nextSteps(choice, outcomes)) voice.note(line);
}

function jsonOf({ software, release, firmware }: Choice, outcomes: readonly Outcome[]): object {
  const { id, version, arch } = software.manifest;
  return {
    software: { id, version, arch },
    release: release === 'none' ? null : releaseJson(release),
    firmware: firmware === 'none' ? null : releaseJson(firmware),
    targets: outcomes.map((one) => {
      if (one.outcome === 'done') return one;
      const { target, outcome, left, fault } = one;
      return { target, outcome, left, code: fault.code, facts: fault.facts };
    }),
  };
}

function releaseJson({ chosen }: Exclude<Choice['release'], 'none'>): object {
  const { id, os } = chosen.release.manifest;
  return { id, os, why: chosen.why, others: chosen.others };
}

function lineOf(outcome: Outcome, voice: Voice): string {
  const { target } = outcome;
  if (outcome.outcome === 'failed') {
    const { fault, left } = outcome;
    const after = left === 'unusable' ? 'what is on it now cannot be used' : 'nothing was written';
    return `${target}: ${voice.paint('bad', 'failed')}: ${fault.message} (${factLines(fault.facts).join(', ')}); ${after}`;
  }
  const { writtenBytes, writeSeconds, verifySeconds, readBackFrom } = outcome;
  const wrote = `${sizeText(writtenBytes)} in ${writeSeconds.toFixed(1)} s`;
  const cached = readBackFrom === 'cache' ? ' through the cache of this computer' : '';
  const done = voice.paint('good', 'done');
  return `${target}: ${done}, ${wrote}, read back in ${verifySeconds.toFixed(1)} s${cached}`;
}

function nextSteps({ release }: Choice, outcomes: readonly Outcome[]): readonly string[] {
  const sticks = outcomes.flatMap((one) =>
    one.outcome === 'done' && one.ejected !== 'image' ? [one.ejected] : [],
  );
  if (sticks.length === 0) return [];
  const take = sticks.includes('still-there')
    ? 'Take the stick out when its light is steady.'
    : 'The stick is ejected: take it out.';
  const where = release === 'none' ? 'the netbook, with a network within its reach' : 'the netbook';
  return [
    take,
    `Switch ${where} off, then hold Esc and Refresh and press Power: the recovery screen comes up.`,
    'Plug the stick in. The rest is on the screen of the netbook.',
  ];
}
