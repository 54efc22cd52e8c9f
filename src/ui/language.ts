/** The language of the texts: it decides how numbers are written and counted. */
export const LANGUAGE = 'en';
