import type { Pressed } from './pressed.ts';

/** What the keys A to Z write in the usual layouts of other scripts; a full stop for what is no letter. */
const LAYOUTS: readonly string[] = [
  // Russian
  'фисвуапршолдьтщзйкыегмцчня',
  // Ukrainian
  'фисвуапршолдьтщзйкіегмцчня',
  // Bulgarian
  'ьфъаеожгстнвпхдз.ияшкэуйщю',
  // Bulgarian, phonetic
  'абцдефгхийклмнопярстужвьъз',
  // Serbian and Macedonian
  'абцдефгхијклмнопљрстувњџз.',
  // Greek
  'αβψδεφγηιξκλμνοπ.ρστθωςχυζ',
  // Hebrew
  '\u05e9\u05e0\u05d1\u05d2\u05e7\u05db\u05e2\u05d9\u05df\u05d7\u05dc\u05da\u05e6\u05de\u05dd\u05e4.\u05e8\u05d3\u05d0\u05d5\u05d4.\u05e1\u05d8\u05d6',
  // Arabic
  '\u0634\u0644\u0624\u064a\u062b\u0628\u0644\u0627\u0647\u062a\u0646\u0645\u0629\u0649\u062e\u062d\u0636\u0642\u0633\u0641\u0639\u0631\u0635\u0621\u063a\u0626',
  // Persian
  '\u0634\u0630\u0632\u06cc\u062b\u0628\u0644\u0627\u0647\u062a\u0646\u0645.\u062f\u062e\u062d\u0636\u0642\u0633\u0641\u0639\u0631\u0635\u0637\u063a\u0638',
];

/**
 * Whether this is the key with a Latin letter on it, also on a terminal whose keyboard is set to another script. One
 * character can be on different keys in two layouts: no letter that must not be mistaken may be asked for so.
 */
export function isLetterKey(letter: string, { key, typed }: Pressed): boolean {
  if (key === letter) return true;
  const at = letter.charCodeAt(0) - 'a'.charCodeAt(0);
  const character = typed.toLowerCase();
  return character !== '' && character !== '.' && LAYOUTS.some((layout) => layout.charAt(at) === character);
}
