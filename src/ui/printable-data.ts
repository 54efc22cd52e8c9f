import { printable } from './printable.ts';

/** More than any screen shows of one value; the log has it whole. */
const MAX_COLUMNS = 400;

/** A copy of the data with every text, names of fields included, made safe to show, and every number finite. */
export function printableData<T extends object>(data: T): T {
  const copy = structuredClone(data);
  clean(copy);
  return copy;
}

function clean(holder: object): void {
  for (const [name, value] of Object.entries(holder)) {
    const shownName = printable(name, MAX_COLUMNS);
    if (shownName !== name) Reflect.deleteProperty(holder, name);
    Reflect.set(holder, shownName, cleaned(value));
  }
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return printable(value, MAX_COLUMNS);
  if (typeof value === 'number') return Number.isFinite(value) ? value : 0;
  if (typeof value === 'object' && value !== null) clean(value);
  return value;
}
