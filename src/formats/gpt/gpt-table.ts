export interface GptPartition {
  /** 1 to 128: its place in the table, which is not its place on the disk. */
  readonly number: number;
  /** Upper-case text form, as in `GPT_TYPES`. */
  readonly typeGuid: string;
  readonly uniqueGuid: string;
  readonly firstLba: number;
  /** The last sector that belongs to it. */
  readonly lastLba: number;
  /** All 64 bits. `unpackBootAttributes` knows those that the firmware starts kernels by. */
  readonly attributes: bigint;
  /** At most 36 UTF-16 units. Whoever wrote the disk chose it: escape it wherever it is shown. */
  readonly name: string;
}

export interface GptTable {
  readonly diskGuid: string;
  readonly sectorBytes: 512 | 4096;
  /** Of the whole disk. */
  readonly sizeBytes: number;
  readonly partitions: readonly GptPartition[];
}
