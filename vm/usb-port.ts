import type { Qmp } from './qmp.ts';
import { stickBlock, stickDevice, stickDisk } from './stick-device.ts';

/** The USB port of a running machine, with the stick in it from the start. */
export class UsbPort {
  readonly #qmp: Qmp;
  #time = 1;

  constructor(qmp: Qmp) {
    this.#qmp = qmp;
  }

  /** Pulls the stick out, whatever is being read from it. Its image is free when this resolves. */
  async pull(): Promise<void> {
    const { id } = stickDevice(this.#time);
    const gone = this.#qmp.next(
      ({ name, data }) => name === 'DEVICE_DELETED' && data['device'] === id,
      'the stick back',
    );
    await Promise.all([gone, this.#qmp.execute('device_del', { id })]);
    await this.#qmp.execute('blockdev-del', {
      'node-name': `stick-${this.#time}`,
    });
  }

  /** From now on, the stick that is in reads and writes no faster. */
  async slowDown(bytesPerSecond: number): Promise<void> {
    const unlimited = { bps_rd: 0, bps_wr: 0, iops: 0, iops_rd: 0, iops_wr: 0 };
    await this.#qmp.execute('block_set_io_throttle', {
      id: stickDisk(this.#time),
      bps: bytesPerSecond,
      ...unlimited,
    });
  }

  /** Plugs a stick in: the same one again, or another. */
  async plugIn(image: string): Promise<void> {
    this.#time += 1;
    await this.#qmp.execute('blockdev-add', stickBlock(this.#time, image));
    await this.#qmp.execute('device_add', stickDevice(this.#time));
  }
}
