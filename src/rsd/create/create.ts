import { Fault, isFault } from '../../core/faults.ts';
import { bytesContent } from '../../stick/bytes-content.ts';
import type { StickPlan } from '../../stick/stick-plan.ts';
import { progressBoard } from '../disk/progress-board.ts';
import { readPublicKey } from '../read-public-key.ts';
import type { Setting } from '../setting.ts';
import type { Choice } from './choice.ts';
import { chooseParts } from './choose-parts.ts';
import { confirmLoss } from './confirm-loss.ts';
import type { CreateRequest } from './create-request.ts';
import { makeStick } from './make-stick.ts';
import { openData } from './open-data.ts';
import { pickTargets } from './pick-targets.ts';
import { type PartOwner, planParts } from './plan-parts.ts';
import type { Prompts } from './prompts.ts';
import { type PartContent, readyParts } from './ready-parts.ts';
import { releasesOf } from './releases-of.ts';
import { report } from './report.ts';
import { settingsText } from './settings-text.ts';
import { stickLanguage } from './stick-language.ts';
import { type Target, targetName } from './target.ts';
import { unanswered } from './unanswered.ts';

/**
 * Makes recovery sticks, or the image of one. Nothing is written to a target before everything that goes on it was
 * fetched and checked.
 * @throws Fault, when nothing was written, or Failure
 */
export async function create(
  request: CreateRequest,
  setting: Setting,
  prompts: Prompts | 'nobody',
): Promise<void> {
  const { voice, clock, signal } = setting;
  const targets = await pickTargets(request, prompts, signal);
  const recoveryKey = request.recoveryKey === undefined ? 'any' : await readPublicKey(request.recoveryKey);
  const from = request.from ?? request.device?.from ?? (await askedPlace(prompts));
  await using data = await openData(from, request.ssh, setting, signal);
  const small = settingsFile(request, setting);
  const wanted = await chooseParts(request, { from, data }, setting, prompts);
  const choice = await fittingChoice(wanted, targets, small, { setting, prompts });
  const board = progressBoard(voice, clock);
  const getting = board.open('data');
  await using parts = await readyParts(choice, { data, recoveryKey, setting, track: getting.track });
  getting.close();
  const plans = plansFor(choice, targets, small, parts.content);
  if (request.consent === 'ask') await confirmLoss(targets, prompts, signal);
  const making = plans.map(async ({ plan, target }) => {
    const running = board.open(targetName(target));
    const outcome = await makeStick(plan, target, clock, running.track, signal);
    running.close();
    return outcome;
  });
  report(choice, await Promise.all(making), request.output, voice);
}

async function askedPlace(prompts: Prompts | 'nobody'): Promise<string> {
  if (prompts === 'nobody') throw unanswered('--from', 'where the recovery data is');
  return await prompts.text(
    'Where is the recovery data? A folder, an image, or a server.',
    'sftp://recovery.example.com/srv',
  );
}

function settingsFile({ language, attendance }: CreateRequest, setting: Setting): Uint8Array {
  const tag = stickLanguage(language ?? setting.language);
  if (language !== undefined && tag === 'none') {
    throw new Fault('OPT-01', {
      option: '--language',
      problem: 'it is no language tag, such as de or pt-BR',
    });
  }
  return new TextEncoder().encode(settingsText({ language: tag, attendance }));
}

/** The choice, or a stick without a release where that does not fit and a person prefers it. @throws Fault MAK-02 */
async function fittingChoice(
  choice: Choice,
  targets: readonly Target[],
  settings: Uint8Array,
  { setting, prompts }: { readonly setting: Setting; readonly prompts: Prompts | 'nobody' },
): Promise<Choice> {
  const sizes: PartContent = () => bytesContent(new Uint8Array());
  try {
    plansFor(choice, targets, settings, sizes);
    return choice;
  } catch (error) {
    const smaller: Choice = { ...choice, release: 'none', firmware: 'none' };
    if (!isFault(error, 'MAK-02') || choice.release === 'none' || !fits(smaller, targets, settings))
      throw error;
    const { disk, diskBytes, neededBytes } = error.facts;
    const tooSmall = `${disk} has ${diskBytes} bytes, and ${neededBytes} are needed.`;
    if (prompts !== 'nobody' && choice.network.size > 0) {
      const question = `${tooSmall} Make a stick that gets its data from the server instead?`;
      if ((await prompts.confirm(question)) === 'yes') return smaller;
    }
    setting.voice.note(`${tooSmall} A stick that gets its data from a server would fit: --network-only.`);
    throw error;
  }
}

function fits(choice: Choice, targets: readonly Target[], settings: Uint8Array): boolean {
  try {
    plansFor(choice, targets, settings, () => bytesContent(new Uint8Array()));
    return true;
  } catch (error) {
    if (isFault(error, 'MAK-02')) return false;
    throw error;
  }
}

interface Planned {
  readonly target: Target;
  readonly plan: StickPlan;
}

function plansFor(
  choice: Choice,
  targets: readonly Target[],
  settings: Uint8Array,
  content: PartContent,
): readonly Planned[] {
  const { software, network } = choice;
  const parts = {
    software,
    releases: releasesOf(choice).map(({ chosen: { release }, manifestBytes }) => ({
      manifest: release.manifest,
      digest: release.digest,
      manifestBytes,
    })),
    small: new Map([['rsd.toml', settings], ...network]),
    // Sizes are those that were signed, or promised: what is there was checked against them.
    content: (of: PartOwner, file: string, sizeBytes: number) => ({
      ...content(of, file),
      sizeBytes,
    }),
  };
  return targets.map((target) => {
    const sizeBytes = target.kind === 'disk' ? target.disk.sizeBytes : target.sizeBytes;
    return { target, plan: planParts(parts, { label: targetName(target), sizeBytes }) };
  });
}
