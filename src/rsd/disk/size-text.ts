const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** A size as it is printed on sticks: decimal, with three digits or so. */
export function sizeText(bytes: number): string {
  let amount = bytes;
  let unit = 'bytes';
  for (const next of UNITS) {
    if (amount < 1000) break;
    amount /= 1000;
    unit = next;
  }
  return unit === 'bytes' || amount >= 100 ? `${Math.round(amount)} ${unit}` : `${amount.toFixed(1)} ${unit}`;
}
