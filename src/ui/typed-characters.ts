const FIRST_HALF = /^[\ud800-\udbff]$/;

/**
 * Joins what blessed tells apart: a character beyond U+FFFF comes in two halves, one keypress each. The first half
 * gives `''`, as does a key that writes nothing.
 */
export function typedCharacters(): (character: string | undefined) => string {
  let half = '';
  return (character = '') => {
    const whole = half + character;
    half = FIRST_HALF.test(whole) ? whole : '';
    return half === '' ? whole : '';
  };
}
