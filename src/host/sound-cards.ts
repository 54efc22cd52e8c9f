import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Fault } from '../core/faults.ts';
import type { Speaker, Tone } from '../core/ports.ts';
import { errnoOf } from './errno-of.ts';
import { SAMPLES, sineSamples } from './sine-samples.ts';

const run = promisify(execFile);
const PLAYBACK = /^pcmC(?<card>\d{1,2})D(?<device>\d{1,2})p$/;
const MAX_DEVICES = 4;
/** What drivers call the controls between a sound and a loudspeaker. Most are muted when a card is new. */
const CONTROLS = ['Master', 'PCM', 'Front', 'Speaker', 'Bass Speaker', 'Headphone', 'Line Out'];
const LOUDNESS = '80%';
const MIXER_LIMIT_MS = 2000;
const EXIT_LIMIT_MS = 2000;

interface PlaybackDevice {
  readonly card: string;
  readonly device: string;
}

/** The sound cards of ALSA below `root`, all of them at once, by aplay and amixer of alsa-utils. */
export function soundCards(root: string): Speaker {
  return {
    async open() {
      const devices = await playbackDevices(root);
      if (devices.length === 0) throw new Fault('DEV-02', { problem: 'there is no sound card' });
      for (const card of new Set(devices.map((device) => device.card))) await unmute(card);
      const players = devices.map((device) => new Player(device));
      return {
        async sound(tone) {
          const failures = players.flatMap((player) => player.sound(tone));
          if (failures.length === players.length) throw new Fault('DEV-02', { problem: failures.join('; ') });
        },
        async [Symbol.asyncDispose]() {
          await Promise.all(players.map((player) => player[Symbol.asyncDispose]()));
        },
      };
    },
  };
}

async function playbackDevices(root: string): Promise<readonly PlaybackDevice[]> {
  const names: readonly string[] = await readdir(join(root, 'dev/snd')).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw new Fault('DEV-02', { errno: errnoOf(error) }, { cause: error });
  });
  const devices = names.toSorted().flatMap((name) => {
    const { card, device } = PLAYBACK.exec(name)?.groups ?? {};
    return card === undefined || device === undefined ? [] : [{ card, device }];
  });
  return devices.slice(0, MAX_DEVICES);
}

/**
 * A control that a card does not have is no problem, and a card whose controls are as they were may still be heard.
 * @throws Fault DEV-02 when there is no amixer
 */
async function unmute(card: string): Promise<void> {
  const mixing = run('amixer', ['-q', '-s', '-c', card], { timeout: MIXER_LIMIT_MS, killSignal: 'SIGKILL' });
  // An amixer that is missing or ends early breaks the pipe: how it ended tells.
  mixing.child.stdin?.on('error', () => undefined);
  mixing.child.stdin?.end(CONTROLS.map((control) => `sset '${control}' ${LOUDNESS} unmute\n`).join(''));
  await mixing.catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') throw new Fault('DEV-02', { problem: 'amixer is missing' });
  });
}

/** One device, and the aplay that is sounding on it. */
class Player implements AsyncDisposable {
  readonly #args: readonly string[];
  #playing: ChildProcess | undefined;
  #failure: string | undefined;

  constructor({ card, device }: PlaybackDevice) {
    const { format, rate, channels } = SAMPLES;
    const sound = ['-f', format, '-r', String(rate), '-c', String(channels)];
    this.#args = ['-q', '-D', `plughw:${card},${device}`, '-t', 'raw', ...sound, '--buffer-time=100000'];
  }

  /** Returns what went wrong since the last call, if anything did: this device is then silent for good. */
  sound(tone: Tone): readonly string[] {
    this.#stop();
    if (this.#failure !== undefined) return [this.#failure];
    if (tone !== 'silence') this.#start(tone);
    return [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const playing = this.#playing;
    this.#stop();
    const runs = playing?.pid !== undefined && playing.exitCode === null && playing.signalCode === null;
    // A driver that hangs keeps what was killed, and must not keep anybody else.
    if (runs) await Promise.race([once(playing, 'exit'), wait(EXIT_LIMIT_MS, undefined, { ref: false })]);
  }

  #start(hertz: number): void {
    const child = spawn('aplay', this.#args, { stdio: ['pipe', 'ignore', 'ignore'] });
    const samples = Readable.from(sineSamples(hertz), { objectMode: false });
    // A pipe to a program that was stopped breaks: how the program ended tells more.
    child.stdin.on('error', () => samples.destroy());
    child.on('error', (error) => {
      this.#failure = `aplay: ${errnoOf(error)}`;
    });
    child.on('exit', (status) => {
      samples.destroy();
      if (status !== null && status !== 0) this.#failure = `aplay ended with ${status}`;
    });
    samples.pipe(child.stdin);
    this.#playing = child;
  }

  /** What is not played yet is not played at all. */
  #stop(): void {
    this.#playing?.kill('SIGKILL');
    this.#playing = undefined;
  }
}
