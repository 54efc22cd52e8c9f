/** The messages of the languages: two levels up in a checkout; in a bundle beside the program. */
export const LOCALES_FOLDER: URL = new URL(
  import.meta.url.endsWith('.ts') ? '../../locales/' : './locales/',
  import.meta.url,
);
