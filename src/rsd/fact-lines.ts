import type { Facts } from '../core/faults.ts';

/** More than the longest path. What somebody else wrote is cut there. */
const MAX_CHARACTERS = 4096;

/** What is known of a failure, a line for each fact. Nothing in them moves a cursor or turns the direction of writing. */
export function factLines(facts: Facts): readonly string[] {
  return Object.entries(facts).map(([name, value]) => `${name}: ${printable(words(value))}`);
}

function words(value: Facts[string]): string {
  return typeof value === 'object' ? value.join(', ') : String(value);
}

function printable(text: string): string {
  return text
    .slice(0, MAX_CHARACTERS)
    .replaceAll(
      /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
