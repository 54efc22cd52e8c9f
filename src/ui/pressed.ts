/** A key by its name, and the character that it writes: `''` for keys that write none. */
export interface Pressed {
  readonly key: string;
  readonly typed: string;
}
