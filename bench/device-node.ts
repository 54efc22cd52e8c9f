import { readFileSync } from 'node:fs';

const LAUNCHER = new URL('../initramfs/rootfs/usr/bin/rsd-agent', import.meta.url);

/** How to start a program with Node as the device starts the agent. @throws when the launcher is another than it was */
export function deviceNode(): readonly string[] {
  const started = /^exec \/usr\/lib\/rsd\/node( .*)? \/usr\/lib\/rsd\/rsd-agent\.js /m.exec(
    readFileSync(LAUNCHER, 'utf8'),
  );
  if (started === null) throw new Error('The launcher of the agent starts no Node');
  return [process.execPath, ...(started[1] ?? '').split(' ').filter(Boolean)];
}
