import { Secret } from '../secret.ts';
import { keyfileValue } from './keyfile-value.ts';

export type KeyfileSection = Readonly<Record<string, string | number | boolean>>;

/** The text of a NetworkManager keyfile (nm-settings-keyfile(5)), which may hold a passphrase. */
export function keyfile(sections: Readonly<Record<string, KeyfileSection>>): Secret {
  const lines = Object.entries(sections).flatMap(([name, values]) => [
    `[${name}]`,
    ...Object.entries(values).map(([key, value]) => `${key}=${keyfileValue(String(value))}`),
  ]);
  return new Secret(`${lines.join('\n')}\n`);
}
