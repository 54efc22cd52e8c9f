import { Fault } from '../../../src/core/faults.ts';
import { type DeviceState, deviceState } from '../../../src/net/link/device-state.ts';
import type {
  LinkChange,
  LinkProfile,
  NetworkDevice,
  NetworkManager,
  WifiNetwork,
} from '../../../src/net/link/network-manager.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

/** What happens some time after a profile was activated: a state and its reason, or what the access point says. */
export type Scene = readonly [afterMs: number, change: readonly [state: number, reason: number] | LinkChange];

/** A NetworkManager that plays a scene for each activation. Its time passes when somebody sleeps. */
export class FakeNetworkManager implements NetworkManager {
  readonly clock: FakeClock = new TickingClock((nowMs) => this.#deliver(nowMs));
  readonly calls: string[] = [];
  readonly profiles = new Map<string, LinkProfile>();
  devices: NetworkDevice[] = [];
  heard: WifiNetwork[] = [];
  /** One for each activation, in their order. */
  scenes: (readonly Scene[] | Fault)[] = [];
  /** What changes by itself at a time. */
  happenings: [atMs: number, what: () => void][] = [];
  notRunningUntilMs = 0;
  #due: [atMs: number, change: LinkChange][] = [];
  #onChange: ((change: LinkChange) => void) | 'nobody' = 'nobody';

  async list(signal: AbortSignal): Promise<readonly NetworkDevice[]> {
    signal.throwIfAborted();
    if (this.clock.nowMs() < this.notRunningUntilMs)
      throw new Fault('NET-39', { problem: 'NetworkManager is not running' });
    return this.devices;
  }

  async scan(device: string, signal: AbortSignal): Promise<readonly WifiNetwork[]> {
    signal.throwIfAborted();
    this.calls.push(`scan ${device}`);
    return this.heard;
  }

  async addProfile(profile: LinkProfile): Promise<void> {
    this.profiles.set(profile.uuid, profile);
  }

  async activate({ uuid, device }: LinkProfile): Promise<void> {
    this.calls.push(`activate ${uuid} on ${device}`);
    const scene = this.scenes.shift() ?? [];
    if (scene instanceof Fault) throw scene;
    const nowMs = this.clock.nowMs();
    this.#due = scene.map(([afterMs, change]) => [
      nowMs + afterMs,
      'kind' in change
        ? change
        : { kind: 'device', device, state: deviceState(change[0]), reason: change[1] },
    ]);
  }

  async keep({ uuid }: LinkProfile): Promise<void> {
    this.calls.push(`keep ${uuid}`);
  }

  async deactivate({ uuid }: LinkProfile): Promise<void> {
    this.calls.push(`deactivate ${uuid}`);
    this.#due = [];
  }

  async remove({ uuid }: LinkProfile): Promise<void> {
    this.calls.push(`remove ${uuid}`);
    this.profiles.delete(uuid);
  }

  async removeLeftovers(): Promise<void> {
    this.calls.push('remove leftovers');
  }

  async watch(onChange: (change: LinkChange) => void): Promise<AsyncDisposable> {
    this.#onChange = onChange;
    return {
      [Symbol.asyncDispose]: async () => {
        this.#onChange = 'nobody';
        this.calls.push('unwatch');
      },
    };
  }

  tell(change: LinkChange): void {
    if (this.#onChange !== 'nobody') this.#onChange(change);
  }

  #deliver(nowMs: number): void {
    for (const [, what] of this.happenings.filter(([atMs]) => atMs <= nowMs)) what();
    this.happenings = this.happenings.filter(([atMs]) => atMs > nowMs);
    const now = this.#due.filter(([atMs]) => atMs <= nowMs);
    this.#due = this.#due.filter(([atMs]) => atMs > nowMs);
    for (const [, change] of now) this.tell(change);
  }
}

class TickingClock extends FakeClock {
  readonly #onTick: (nowMs: number) => void;

  constructor(onTick: (nowMs: number) => void) {
    super();
    this.#onTick = onTick;
  }

  override async sleep(ms: number, signal: AbortSignal): Promise<void> {
    await super.sleep(ms, signal);
    this.#onTick(this.nowMs());
  }
}

/** A fake in that state. */
export function fakeWith(but: Partial<FakeNetworkManager>): FakeNetworkManager {
  return Object.assign(new FakeNetworkManager(), but);
}

/** An adapter that is ready, unless `but` says otherwise. */
export function adapter(
  name: string,
  kind: NetworkDevice['kind'],
  but: Partial<NetworkDevice> & { readonly state?: DeviceState } = {},
): NetworkDevice {
  return {
    name,
    kind,
    state: 'disconnected',
    reason: 0,
    path: `/org/freedesktop/NetworkManager/Devices/${name}`,
    cable: kind === 'wired' ? 'in' : 'unknown',
    hardwareAddress: '02:00:00:00:00:01',
    addresses: ['192.0.2.10/24'],
    gateways: ['192.0.2.1'],
    dns: ['192.0.2.53'],
    ...but,
  };
}

export const SCENES = {
  wiredUp: [
    [0, [40, 0]],
    [0, [50, 0]],
    [100, [70, 0]],
    [1500, [80, 0]],
    [1500, [100, 0]],
  ],
  wirelessUp: [
    [0, [40, 0]],
    [0, [50, 0]],
    [1000, { kind: 'association' }],
    [2000, [70, 0]],
    [3000, [100, 0]],
  ],
  noDhcp: [
    [0, [40, 0]],
    [100, [70, 0]],
    [60_000, [120, 5]],
    [60_000, [30, 0]],
  ],
  pulledOut: [
    [0, [40, 0]],
    [100, [70, 0]],
    [5000, [20, 40]],
  ],
  wrongPassphrase: [
    [0, [40, 0]],
    [0, [50, 0]],
    [4000, [60, 8]],
    [9000, [120, 7]],
    [9000, [30, 0]],
  ],
  notFound: [
    [0, [40, 0]],
    [0, [50, 0]],
    [26_000, [120, 53]],
    [26_000, [30, 0]],
  ],
  silence: [
    [0, [40, 0]],
    [0, [50, 0]],
  ],
} as const satisfies Record<string, readonly Scene[]>;
