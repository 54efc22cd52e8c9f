import * as z from 'zod';
import { isVersion } from './is-version.ts';

export const version = z.string().refine(isVersion, { error: 'not 1 to 8 dotted numbers below 2^32' });
export const digest = z.string().regex(/^[0-9a-f]{64}$/, { error: 'not 64 lower-case hexadecimal digits' });

// Letters, marks, numbers, punctuation, symbols and the space: nothing that moves a cursor, hides, or turns the
// direction of writing.
export const name = z
  .string()
  .max(64)
  .regex(/^[\p{L}\p{M}\p{N}\p{P}\p{S}](?:[\p{L}\p{M}\p{N}\p{P}\p{S} ]*[\p{L}\p{M}\p{N}\p{P}\p{S}])?$/u, {
    error: 'not a line of printable text',
  });

// It is the name of a folder on a FAT or ext file system and on a server.
export const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: 'not 1 to 64 letters, digits and . _ -' });

export const model = z.strictObject({
  hwid: z
    .string()
    .max(256)
    .regex(/^[!-~]+(?: [!-~]+)*$/, { error: 'not words of printable ASCII with one space between them' }),
  skus: z.array(z.int().min(0).max(0xffff_ffff)).min(1).max(1024).exactOptional(),
});
