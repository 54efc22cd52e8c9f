/** A release or recovery software in a folder of this computer, checked, and ready to be put into a tree. */
export interface Publication {
  /** The folder of the tree that it goes to. */
  readonly section: 'recovery' | 'software';
  readonly id: string;
  /** As a person would name it: `Nimbus OS 1.10.0`. */
  readonly title: string;
  /** Where it lies. */
  readonly folder: string;
  /** What says what it is, in full. Two with the same id are the same when these are. */
  readonly identity: readonly SmallFile[];
  readonly payloads: readonly PublishedFile[];
}

interface SmallFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

export interface PublishedFile {
  readonly file: string;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

export function publicationBytes({ identity, payloads }: Publication): number {
  return [...identity.map(({ bytes }) => bytes.length), ...payloads.map(({ bytes }) => bytes)].reduce(
    (sum, bytes) => sum + bytes,
    0,
  );
}
