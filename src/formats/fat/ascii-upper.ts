/** Not `toUpperCase()`, which makes ASCII of some other letters, and two letters of others. */
export function asciiUpper(name: string): string {
  return name.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase());
}
