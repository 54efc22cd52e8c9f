/** The package declares its types for an ES module and gives CommonJS under its own name; this is its ES module. */
declare module 'bidi-js/dist/bidi.mjs' {
  import type { Bidi } from 'bidi-js';

  export default function bidiOf(): Bidi;
}
