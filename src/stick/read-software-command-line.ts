import { Fault, isFault } from '../core/faults.ts';
import { kernelWords } from '../formats/verity/kernel-words.ts';

/** What the kernel of recovery software vouches for, by its signed command line. */
export interface SoftwareCommandLine {
  /** Of the partition with the root filesystem. Upper case. */
  readonly partitionGuid: string;
  readonly verity: {
    readonly version: 1;
    readonly rootDigest: string;
    readonly salt: string;
    readonly dataBlocks: number;
  };
}

/** Each is there once, as the first thing that starts on a netbook reads the last one. Source: initramfs/init. */
const WORDS = {
  'rsd.root': /^PARTUUID=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
  'rsd.digest': /^([0-9a-f]{64})$/,
  'rsd.salt': /^((?:[0-9a-f]{2}){1,256})$/,
  'rsd.blocks': /^([1-9]\d{0,8})$/,
} as const;

/** @throws Fault MAK-06 when it names no root filesystem, or more than one */
export function readSoftwareCommandLine(commandLine: string): SoftwareCommandLine {
  const words = wordsOf(commandLine);
  const value = (name: keyof typeof WORDS): string => {
    const [only, ...more] = words.filter((word) => word.name === name);
    const [, found] = WORDS[name].exec(only?.value ?? '') ?? [];
    if (found !== undefined && more.length === 0) return found;
    throw new Fault('MAK-06', { problem: `its kernel does not say ${name} as it should` });
  };
  return {
    partitionGuid: value('rsd.root').toUpperCase(),
    verity: {
      version: 1,
      rootDigest: value('rsd.digest'),
      salt: value('rsd.salt'),
      dataBlocks: Number(value('rsd.blocks')),
    },
  };
}

function wordsOf(commandLine: string): ReturnType<typeof kernelWords> {
  try {
    return kernelWords(commandLine);
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    throw new Fault('MAK-06', { problem: `its command line: ${error.facts.problem}` }, { cause: error });
  }
}
