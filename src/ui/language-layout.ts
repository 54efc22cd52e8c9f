/** Languages stand below each other in columns of so many, so that all are seen at once on a screen of 80 by 24. */
export const COLUMN_LANGUAGES = 15;
