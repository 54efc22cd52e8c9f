/** Where the programs of the air find what belongs to them. */
export const AIR = '/usr/lib/air';
/** What the server serves: a release of which only this file is looked at. */
export const RELEASE = 'air-1.0';
export const FILE = 'rootfs.img';
export const FILE_BYTES: number = 300_000;
/** Begins each line for the test on the serial console; JSON follows. */
export const MARK = 'rsd-air ';
