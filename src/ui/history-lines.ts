import type { Line } from './frame.ts';
import type { History, HistoryEntry } from './history.ts';
import { plainLines } from './plain-line.ts';
import type { Sheet } from './sheet.ts';
import { timeSince } from './time-since.ts';
import { wrap } from './wrap.ts';

/** For `99:59:59` and a gap. */
const TIME_COLUMNS = 10;

/** What has happened, each line with its time since the start of the agent. */
export function historyLines(history: History, sheet: Sheet): readonly Line[] {
  return history.flatMap((entry) => entryLines(entry, sheet));
}

function entryLines(entry: HistoryEntry, { columns, wording }: Sheet): readonly Line[] {
  const [time, texts] =
    entry === 'missing'
      ? ['', [wording.texts.log.missing]]
      : [timeSince(entry.stamped.atMs), plainLines(entry.stamped, entry.before, wording)];
  const wrapped = texts.flatMap((text) => wrap(text.trimStart(), Math.max(1, columns - TIME_COLUMNS)));
  return wrapped.map((text, at): Line => {
    const label = (at === 0 ? time : '').padEnd(TIME_COLUMNS);
    return [
      { text: label, tone: 'quiet' },
      { text, tone: entry === 'missing' ? 'quiet' : 'plain' },
    ];
  });
}
