import type { ThemeName } from '../core/theme-name.ts';
import type { Tone } from './frame.ts';

/** How the tones look, as the parameters of SGR (ECMA-48, 8.3.117); `''` is as the terminal is. */
export interface Theme {
  /** Of the empty places, and of what no tone says otherwise of. In words of blessed. */
  readonly page: { readonly fg?: 'brightwhite'; readonly bg?: 'black'; readonly bold?: true };
  readonly tones: Readonly<Record<Tone, string>>;
}

/**
 * High contrast is white and yellow on black, whatever the colours of the terminal are. The bright ones are asked for by
 * number, as bold yellow is brown on terminals that show bold by a thicker letter; and in bold, as the console of Linux has
 * eight colours, and shows bold by brighter ones.
 */
export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  default: {
    page: {},
    tones: {
      plain: '',
      strong: '1',
      quiet: '36',
      good: '1;32',
      warn: '1;33',
      bad: '1;31',
      marked: '1',
      code: '30;47',
    },
  },
  'high-contrast': {
    page: { fg: 'brightwhite', bg: 'black', bold: true },
    tones: {
      plain: '',
      strong: '1;97;40',
      quiet: '',
      good: '1;97;40',
      warn: '1;93;40',
      bad: '1;93;40',
      marked: '1;7;97;40',
      code: '30;107',
    },
  },
  plain: {
    page: {},
    tones: { plain: '', strong: '1', quiet: '', good: '1', warn: '1', bad: '1', marked: '1;7', code: '7' },
  },
};
