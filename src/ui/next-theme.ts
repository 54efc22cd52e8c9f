import { THEME_NAMES, type ThemeName } from '../core/theme-name.ts';

/** The theme after this one; after the last comes the first. */
export function nextTheme(theme: ThemeName): ThemeName {
  return THEME_NAMES[(THEME_NAMES.indexOf(theme) + 1) % THEME_NAMES.length] ?? 'default';
}
