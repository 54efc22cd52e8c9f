import type { WifiQuestion } from '../core/wifi-question.ts';
import type { Block } from './fit.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';
import { tellingFacts } from './telling-facts.ts';

/** Why the last answer did not work, with the facts that matter. */
export function wifiProblemBlock(before: WifiQuestion['before'], { columns, wording }: Sheet): Block {
  const { texts: words, faultText } = wording;
  if (!before) return { rank: 0, forms: [[]] };
  const { code, facts } = before;
  const told = tellingFacts(code, facts).map(({ label, texts }) =>
    words.network.fact({ name: label, value: texts.join(', ') }),
  );
  const title = paragraph(
    `[!] ${words.wifi.problem({ code, title: faultText(code).title })}`,
    columns,
    'bad',
  );
  const more = told.length === 0 ? [] : paragraph(told.join(', '), columns);
  return { rank: 0, forms: [[...title, ...more], title] };
}
