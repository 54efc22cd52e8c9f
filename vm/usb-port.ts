import type { Qmp } from './qmp.ts';
import { stickBlock, stickDevice } from './stick-device.ts';

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

  /** Plugs a stick in: the same one again, or another. */
  async plugIn(image: string): Promise<void> {
    this.#time += 1;
    await this.#qmp.execute('blockdev-add', stickBlock(this.#time, image));
    await this.#qmp.execute('device_add', stickDevice(this.#time));
  }
}
