import { FAULTS } from '../core/fault-catalogue.ts';
import type { WifiQuestion } from '../core/wifi-question.ts';
import type { Block } from './fit.ts';
import { paragraph } from './paragraph.ts';
import { tellingFacts } from './telling-facts.ts';
import { TEXTS } from './texts.ts';

/** Why the last answer did not work, with the facts that matter. */
export function wifiProblemBlock(before: WifiQuestion['before'], columns: number): Block {
  if (!before) return { rank: 0, forms: [[]] };
  const { code, facts } = before;
  const told = tellingFacts(code, facts).map(({ label, texts }) =>
    TEXTS.network.fact({ name: label, value: texts.join(', ') }),
  );
  const title = paragraph(`[!] ${TEXTS.wifi.problem({ code, title: FAULTS[code].title })}`, columns, 'bad');
  const more = told.length === 0 ? [] : paragraph(told.join(', '), columns);
  return { rank: 0, forms: [[...title, ...more], title] };
}
