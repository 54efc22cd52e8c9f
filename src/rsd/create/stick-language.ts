/** Language, script and region, as `rsd.toml` takes them. */
const TAG = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/;

/** The tag of a language for a stick: `de-DE` of `de_DE` or `de-de`. `'none'` for `C` and what is no language. */
export function stickLanguage(text: string): string {
  try {
    const [tag = ''] = Intl.getCanonicalLocales(text.replaceAll('_', '-'));
    return TAG.test(tag) ? tag : 'none';
  } catch (error) {
    if (error instanceof RangeError) return 'none';
    throw error;
  }
}
