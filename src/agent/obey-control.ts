import { isDeepStrictEqual } from 'node:util';
import type { Control } from '../catalog/control.ts';
import type { Policy } from '../catalog/policy.ts';
import { MAX_SIGNED_BYTES } from '../catalog/read-signed-json.ts';
import { verifiedControl } from '../catalog/verified-control.ts';
import { Fault, isFault } from '../core/faults.ts';
import type { Hold } from '../core/hold.ts';
import type { RecoveryTree } from '../core/ports.ts';
import type { RecoveryPorts } from './recovery-ports.ts';

type ControlPorts = Pick<RecoveryPorts, 'clock' | 'stickIsThere' | 'emit'>;

const ASK_AGAIN_MS = 30_000;
const LOOK_EVERY_MS = 1000;
/** Whoever changes the two files changes one after the other: a control that does not fit its signature may soon do. */
const TRIES = 3;
const NEXT_TRY_MS = 2000;

/**
 * Reads what a tree says of its line, and waits as long as it says that the line is on hold. Nothing was written by then.
 * @throws Fault LIN-02, LIN-05, STK-03 when the stick is pulled meanwhile; what the tree throws; the signal's reason
 */
export async function obeyControl(
  tree: RecoveryTree,
  policy: Policy,
  ports: ControlPorts,
  signal: AbortSignal,
): Promise<Control | 'none'> {
  let told: Hold | 'none' = 'none';
  for (;;) {
    const control = await settledControl(tree, policy, ports, signal);
    const hold = holdOf(control, tree);
    if (hold === 'none') {
      if (told !== 'none') ports.emit({ kind: 'hold-over' });
      return control;
    }
    if (!isDeepStrictEqual(hold, told)) ports.emit({ kind: 'hold', hold });
    told = hold;
    await heldFor(ASK_AGAIN_MS, ports, signal);
  }
}

function holdOf(control: Control | 'none', { label }: RecoveryTree): Hold | 'none' {
  if (control === 'none' || control.hold === undefined) return 'none';
  return { reason: control.hold.reason, source: label };
}

async function heldFor(ms: number, ports: ControlPorts, signal: AbortSignal): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += LOOK_EVERY_MS) {
    await ports.clock.sleep(LOOK_EVERY_MS, signal);
    if (!(await ports.stickIsThere())) throw new Fault('STK-03', {});
  }
}

async function settledControl(
  tree: RecoveryTree,
  policy: Policy,
  { clock }: ControlPorts,
  signal: AbortSignal,
): Promise<Control | 'none'> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await readControl(tree, policy, signal);
    } catch (error) {
      if (!isFault(error, 'LIN-02') || tries === TRIES) throw error;
      await clock.sleep(NEXT_TRY_MS, signal);
    }
  }
}

async function readControl(
  tree: RecoveryTree,
  policy: Policy,
  signal: AbortSignal,
): Promise<Control | 'none'> {
  const read = (file: string): Promise<Uint8Array | 'absent'> =>
    tree.readTop(file, MAX_SIGNED_BYTES, signal).catch((error: unknown) => {
      if (!isFault(error, 'MAN-03')) throw error;
      const problem = `${file} has ${error.facts.bytes} bytes of at most ${MAX_SIGNED_BYTES}`;
      throw new Fault('LIN-02', { source: tree.label, code: error.code, problem });
    });
  const control = await read('control.json');
  const vblock = await read('control.vblock');
  return verifiedControl({ source: tree.label, control, vblock }, policy);
}
