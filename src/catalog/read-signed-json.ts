import type * as z from 'zod';
import { Fault } from '../core/faults.ts';
import { duplicateKey } from './duplicate-key.ts';
import { fieldPath } from './field-path.ts';

/** The longest file that is signed as a whole, and the longest signature. */
export const MAX_SIGNED_BYTES: number = 64 * 1024;

/**
 * Reads a JSON file whose bytes are signed. Who signed them is the caller's to know first.
 * @throws Fault MAN-01 when they are no JSON, MAN-02 on a wrong or unknown field, MAN-03 above 64 KiB, MAN-04 on a
 * repeated key
 */
export function readSignedJson<T>(bytes: Uint8Array, file: string, schema: z.ZodType<T>): T {
  if (bytes.length > MAX_SIGNED_BYTES) {
    throw new Fault('MAN-03', { file, bytes: bytes.length, maxBytes: MAX_SIGNED_BYTES });
  }
  const { text, value } = parsed(bytes);
  const twice = duplicateKey(text);
  if (twice !== 'none') throw new Fault('MAN-04', { field: fieldPath(twice) });
  const content = schema.safeParse(value);
  if (content.success) return content.data;
  const [issue] = content.error.issues;
  // Keys are the writer's own words, so an unknown one is shown as a path and never by zod's message.
  const unknownKeys = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const field = fieldPath([...(issue?.path ?? []), ...unknownKeys]);
  throw new Fault('MAN-02', {
    field,
    problem: unknownKeys.length > 0 ? 'unknown field' : `${issue?.message}`,
  });
}

function parsed(bytes: Uint8Array): { readonly text: string; readonly value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'it is not JSON' : 'it is not UTF-8';
    throw new Fault('MAN-01', { problem }, { cause: error });
  }
}
