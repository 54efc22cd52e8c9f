import * as z from 'zod';
import { readSignedJson } from './read-signed-json.ts';
import { id, model, version } from './signed-fields.ts';

/** `control.json`, format 1: what whoever runs a line wants of all its devices. */
export interface Control {
  readonly format: 1;
  /** For a device that one of these matches, only this release may be taken. The first that matches counts. */
  readonly pins: readonly Pin[];
  /** Nothing is written while this is there. */
  readonly hold?: { readonly reason: string };
  readonly minimumAgent?: string;
}

export interface Pin {
  readonly hwid: string;
  readonly skus?: readonly number[];
  /** The id of a release. */
  readonly release: string;
}

/** One line of text that nothing hides in and that moves no cursor, for a screen that is read from afar. */
const reason = z
  .string()
  .max(200)
  .regex(/^[\p{L}\p{N}\p{P}\p{S}](?:[\p{L}\p{M}\p{N}\p{P}\p{S} ]*[\p{L}\p{M}\p{N}\p{P}\p{S}])?$/u, {
    error: 'not a line of printable text',
  });

const SCHEMA: z.ZodType<Control> = z.strictObject({
  format: z.literal(1),
  pins: z.array(model.extend({ release: id })).max(1024),
  hold: z.strictObject({ reason }).exactOptional(),
  minimumAgent: version.exactOptional(),
});

/** Reads the bytes of `control.json`. Who signed them is the caller's to know first. @throws Fault MAN-01 to MAN-04 */
export function readControl(bytes: Uint8Array): Control {
  return readSignedJson(bytes, 'control.json', SCHEMA);
}
