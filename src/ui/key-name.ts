/** A key as blessed tells of it. */
export interface PressedKey {
  readonly full?: string;
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
}

const OTHER_NAMES: ReadonlyMap<string, string> = new Map([['linefeed', 'enter']]);
/** blessed tells of Enter twice: as `enter` and, right after, as `return`. */
const REPEATED = 'return';

/** The name of a key, the same with and without shift: `a`, `7`, `enter`, `pageup`, `C-c`; `none` for no new key. */
export function keyName(character: string | undefined, key: PressedKey | undefined): string {
  const name = key?.name ?? character ?? 'none';
  if (name === REPEATED) return 'none';
  const control = key?.ctrl ? 'C-' : '';
  const meta = key?.meta ? 'M-' : '';
  return control + meta + (OTHER_NAMES.get(name) ?? name);
}
