const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  ' ': '\\s',
};

/** Text as a value of a NetworkManager keyfile, which is a GKeyFile: spaces around a value would be lost. */
export function keyfileValue(text: string): string {
  return text.replaceAll(/[\\\n\r\t]|^ | $/g, (character) => ESCAPES[character] ?? character);
}
