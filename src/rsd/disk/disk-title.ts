import type { DiskDescription } from '../../core/ports.ts';
import { sizeText } from './size-text.ts';

/** A disk as a person tells it from others, e.g. `/dev/sdb (SanDisk Ultra, 30.8 GB, usb, serial 4C530001)`. */
export function diskTitle({ devicePath, model, serial, sizeBytes, bus }: DiskDescription): string {
  const facts = [
    ...(model === 'unknown' ? [] : [model]),
    sizeText(sizeBytes),
    ...(bus === 'unknown' ? [] : [bus]),
    ...(serial === 'unknown' ? [] : [`serial ${serial}`]),
  ];
  return `${devicePath} (${facts.join(', ')})`;
}
