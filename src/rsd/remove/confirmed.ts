import { createInterface } from 'node:readline/promises';

/** Asks the person at the terminal; anything but a clear yes is a no. @throws the signal's reason */
export async function confirmed(question: string, signal: AbortSignal): Promise<boolean> {
  using lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`${question} [y/N] `, { signal });
  return /^y(?:es)?$/i.test(answer.trim());
}
