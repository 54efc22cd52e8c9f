import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that a recovery leaves behind for others to read. */
export interface Traces {
  /** Those of machines and servers, with their logs. */
  readonly folders: readonly string[];
  readonly stickTexts: Readonly<Record<string, string>>;
}

const LINE_OF_KEY = /^[A-Za-z0-9+/]{16,}={0,2}$/;

/** Where a private key is to be read, a line of it at least. The one place where it belongs is among them. */
export function placesOfKey(privateKey: string, { folders, stickTexts }: Traces): readonly string[] {
  const secrets = privateKey.split('\n').filter((line) => LINE_OF_KEY.test(line));
  if (secrets.length < 3) throw new Error('This is not the text of a private key');
  const logs = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const),
  );
  return [...logs, ...Object.entries(stickTexts)]
    .filter(([, text]) => secrets.some((secret) => text.includes(secret)))
    .map(([place]) => place);
}
