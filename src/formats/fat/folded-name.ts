/** Names that give the same text may not be in one folder: they differ in upper and lower case only. Folds more than any driver does. */
export function foldedName(name: string): string {
  return name.toLowerCase().toUpperCase();
}
