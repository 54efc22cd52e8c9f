import type { Assessed } from '../catalog/assess.ts';
import type { Control } from '../catalog/control.ts';
import { findCandidates } from '../catalog/find-candidates.ts';
import { missingPin } from '../catalog/missing-pin.ts';
import { onlyPinned } from '../catalog/only-pinned.ts';
import { pinFor } from '../catalog/pin-for.ts';
import type { Policy } from '../catalog/policy.ts';
import type { VerifiedRelease } from '../catalog/verified-release.ts';
import { toFault } from '../core/faults.ts';
import type { Download } from '../net/keep/keep-download.ts';
import { obeyControl } from './obey-control.ts';
import { openImages } from './open-images.ts';
import { type ChosenFirmware, readFirmware } from './read-firmware.ts';
import type { ReadyInstall } from './ready-install.ts';
import type { NamedServers, NetworkSource, RecoveryPorts } from './recovery-ports.ts';
import { type Step, StepFailure } from './stepper.ts';

/** The recovery servers of one run. They are called once, when nothing on the stick is left. */
export class Servers implements AsyncDisposable {
  readonly #ports: RecoveryPorts;
  readonly #policy: Policy;
  readonly #step: Step;
  readonly #held = new AsyncDisposableStack();
  #named: NamedServers | 'none' | undefined;
  #network: NetworkSource | undefined;
  #asked: 'yes' | 'no' = 'no';
  /** Of the release that was checked last. */
  #download: { readonly release: VerifiedRelease; readonly kept: Download } | undefined;

  constructor(ports: RecoveryPorts, policy: Policy, step: Step) {
    this.#ports = ports;
    this.#policy = policy;
    this.#step = step;
  }

  /** Whether there are servers that nobody has asked. What is wrong with their settings is told by `candidates`. */
  async left(): Promise<'to-be-asked' | 'over'> {
    if (this.#asked === 'yes') return 'over';
    const named = await this.#find().catch(() => 'wrong' as const);
    return named === 'none' ? 'over' : 'to-be-asked';
  }

  /**
   * What whoever runs the servers wants of this line, after a hold of it. `'none'` when no server is named or none says
   * anything. @throws StepFailure
   */
  async control(signal: AbortSignal): Promise<Control | 'none'> {
    const named = await this.#find();
    if (named === 'none') return 'none';
    return await this.#step('connect', async () =>
      this.#obeyed(await this.#connected(named, signal), signal),
    );
  }

  /**
   * The candidates `onStick` and those of the servers, of which a pinned one may be the only one left. Nothing is added
   * when no server is named or when they have said it before. @throws StepFailure
   */
  async candidates(onStick: readonly Assessed[], signal: AbortSignal): Promise<readonly Assessed[]> {
    if (this.#asked === 'yes') return onStick;
    const named = await this.#find();
    if (named === 'none') return onStick;
    return await this.#step('connect', async () => {
      const source = await this.#connected(named, signal);
      const pin = pinFor(await this.#obeyed(source, signal), this.#policy.device);
      const all = [...onStick, ...(await findCandidates(source, this.#policy, signal))];
      this.#asked = 'yes';
      return [...onlyPinned(all, pin), ...missingPin(all, pin, source)];
    });
  }

  /**
   * Opens a release of a server. Its kernel and the upper hash tree are checked; the root filesystem is fetched when it
   * is written, and checked block by block before that.
   * @throws Fault IMG-…, SIG-06, NET-…
   */
  async checked(
    release: VerifiedRelease,
    signal: AbortSignal,
  ): Promise<Pick<ReadyInstall, 'images' | 'download'>> {
    const { checker } = this.#ports;
    const network = this.#network;
    if (network === undefined) throw new TypeError('A release is from a server that was not asked');
    await using opened = new AsyncDisposableStack();
    const download = await this.#kept(release, network, signal);
    if (download !== 'none') opened.use(download);
    const source = download === 'none' ? network.source : download.source;
    const sound = <T>(work: () => Promise<T>): Promise<T> => this.#withoutKept(work, download, release);
    const images = await sound(() => openImages(release, this.#policy, source, checker, signal));
    if (download !== 'none') {
      this.#held.use(download);
      this.#download = { release, kept: download };
    }
    opened.move();
    const { rootfs } = images;
    const fill: typeof rootfs.fill = (...piece) => sound(() => rootfs.fill(...piece));
    return { images: { ...images, rootfs: { ...rootfs, fill } }, download };
  }

  /** Fetches firmware, and keeps it with the rest of its release. @throws Fault IMG-…, NET-… */
  async firmware(chosen: ChosenFirmware, signal: AbortSignal): Promise<Uint8Array> {
    const network = this.#network;
    if (network === undefined) throw new TypeError('Firmware is from a server that was not asked');
    const { release } = chosen;
    const download = this.#download?.release === release ? this.#download.kept : 'none';
    const source = download === 'none' ? network.source : download.source;
    return await this.#withoutKept(() => readFirmware(chosen, source, signal), download, release);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.disposeAsync();
  }

  async #connected(named: NamedServers, signal: AbortSignal): Promise<NetworkSource['source']> {
    if (this.#network === undefined) {
      this.#network = await named.connect(signal);
      this.#held.use(this.#network.source);
    }
    return this.#network.source;
  }

  async #obeyed(source: NetworkSource['source'], signal: AbortSignal): Promise<Control | 'none'> {
    return await obeyControl(source, this.#policy, this.#ports, signal);
  }

  async #find(): Promise<NamedServers | 'none'> {
    try {
      this.#named ??= await this.#ports.findServers(this.#policy.device);
      return this.#named;
    } catch (error) {
      throw new StepFailure('find', error);
    }
  }

  /** A stick that is full or cannot be written is no reason not to recover this device. */
  async #kept(
    { manifest, digest }: VerifiedRelease,
    { source, keep }: NetworkSource,
    signal: AbortSignal,
  ): Promise<Download | 'none'> {
    if (keep === 'nothing') return 'none';
    const files = manifest.payloads.map(({ file, bytes, sha256 }) => ({ file, bytes, sha256 }));
    try {
      return await this.#ports.keepDownload({ id: manifest.id, digest, files }, source, signal);
    } catch (error) {
      signal.throwIfAborted();
      const { code, facts } = toFault(error);
      this.#ports.emit({ kind: 'warning', code, facts });
      return 'none';
    }
  }

  /** What a run before this one left on the stick may be damaged: it is told of, forgotten, and comes from the server. */
  async #withoutKept<T>(
    work: () => Promise<T>,
    download: Download | 'none',
    { manifest }: VerifiedRelease,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { code, facts } = toFault(error);
      if (download === 'none' || !code.startsWith('IMG-')) throw error;
      this.#ports.emit({ kind: 'warning', code, facts: { ...facts, release: manifest.id } });
      await download.forget();
      return await work();
    }
  }
}
