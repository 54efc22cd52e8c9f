/** The colours of the screens: `plain` has none, only bold and inverse. */
export const THEME_NAMES = ['default', 'high-contrast', 'plain'] as const;

export type ThemeName = (typeof THEME_NAMES)[number];
