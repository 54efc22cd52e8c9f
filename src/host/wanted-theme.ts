import type { ThemeName } from '../core/theme-name.ts';

/** The colours that somebody asked for: with an option, or by NO_COLOR for every program (no-color.org). */
export function wantedTheme(option: ThemeName | undefined, env: NodeJS.ProcessEnv): ThemeName | undefined {
  return option ?? (env['NO_COLOR'] ? 'plain' : undefined);
}
