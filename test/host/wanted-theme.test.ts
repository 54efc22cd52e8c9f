import { expect, test } from 'vitest';
import { wantedTheme } from '../../src/host/wanted-theme.ts';

test('wantedTheme() heeds the option first, then NO_COLOR, and else leaves it to the run', () => {
  expect(wantedTheme('high-contrast', { NO_COLOR: '1' })).toBe('high-contrast');
  expect(wantedTheme(undefined, { NO_COLOR: '1' })).toBe('plain');
  expect(wantedTheme(undefined, { NO_COLOR: '' })).toBe(undefined);
  expect(wantedTheme(undefined, {})).toBe(undefined);
});
