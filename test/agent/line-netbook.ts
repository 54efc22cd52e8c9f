import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SigningKey } from '../../src/signing/signing-key.ts';
import { publicHalf } from '../../src/simulate/simulated-keys.ts';
import { writeNetbookFiles } from '../../src/simulate/write-netbook-files.ts';

const MIB = 1 << 20;
const AGENT = new URL('../../src/agent/main.ts', import.meta.url).pathname;

/** A simulated device on a line: no key is ever pressed on it. */
export class LineNetbook implements Disposable {
  readonly root: string;
  #agent: ChildProcess | undefined;
  said = '';

  private constructor(root: string) {
    this.root = root;
  }

  /** A device of the model NIMBUS A2B whose firmware trusts `rootKey`, with an empty disk and no stick in it. */
  static async made(root: string, serial: string, rootKey: SigningKey, diskMib = 64): Promise<LineNetbook> {
    await writeNetbookFiles(root, {
      hwid: 'NIMBUS A2B',
      serial,
      developerSwitch: 'off',
      diskBytes: diskMib * MIB,
    });
    mkdirSync(join(root, 'usr/share/rsd/keys'), { recursive: true });
    for (const name of ['root_key', 'recovery_key'])
      writeFileSync(join(root, `usr/share/rsd/keys/${name}.vbpubk`), publicHalf(rootKey));
    return new LineNetbook(root);
  }

  /** Plugs the stick in and turns the device on. */
  start(stick: string): void {
    const mounted = join(this.root, 'media/stick');
    mkdirSync(dirname(mounted), { recursive: true });
    renameSync(stick, mounted);
    this.said = '';
    const child = spawn(process.execPath, [AGENT, 'run', '--root', this.root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    this.#agent = child;
  }

  /** Waits until the device has said this. */
  async says(words: string, mostMs = 30_000): Promise<void> {
    for (let tries = 0; !this.said.includes(words); tries += 1) {
      if (tries * 20 > mostMs || this.#agent?.exitCode !== null)
        throw new Error(`It never said "${words}":\n${this.said}`);
      await wait(20);
    }
  }

  get isOn(): boolean {
    return this.#agent?.exitCode === null;
  }

  /** Pulls the stick out, to `stick`, and waits until the device has turned itself off: with this exit status. */
  async pull(stick: string): Promise<number | null> {
    renameSync(join(this.root, 'media/stick'), stick);
    if (this.#agent?.exitCode === null) await once(this.#agent, 'close');
    return this.#agent?.exitCode ?? null;
  }

  [Symbol.dispose](): void {
    this.#agent?.kill('SIGKILL');
  }
}
