import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shapeArabic } from '../../src/ui/shape-arabic.ts';

const LETTERS = Array.from('ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىپچژکگیـ \u200cA7');

test.for([
  ['القرص', 'ﺍﻟﻘﺮﺹ'],
  ['لا', 'ﻻ'],
  ['الآن', 'ﺍﻵﻥ'],
  ['خلال', 'ﺧﻼﻝ'],
  ['قُرصٌ', 'ﻗﺮﺹ'],
  ['می\u200cشود', 'ﻣﯽﺷﻮﺩ'],
  ['گچپژ', 'ﮔﭽﭙﮋ'],
  ['USB في', 'USB ﻓﻲ'],
  ['', ''],
] as const)('shapeArabic() joins the letters of %s', ([text, shaped]) => {
  expect(shapeArabic(text)).toBe(shaped);
});

test('shapeArabic() changes the forms of letters and nothing else, and what it did not again', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LETTERS)), (letters) => {
      const text = letters.join('');
      const shaped = shapeArabic(text);
      expect(shaped.normalize('NFKC')).toBe(text.replaceAll('\u200c', '').normalize('NFKC'));
      expect(shapeArabic(shaped)).toBe(shaped);
    }),
  );
});
