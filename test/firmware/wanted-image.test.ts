import { expect, test } from 'vitest';
import { wantedImage } from '../../src/firmware/wanted-image.ts';
import { areaOf, areasWith, factsOf, NEW, OLD, OWNED, smallFlash } from './small-flash.ts';

const CHIP = smallFlash(OLD);
const FACTS = factsOf(CHIP);

test('the wanted image of a whole chip has what belongs to the device, and all else of the new one', () => {
  const image = smallFlash(NEW);
  const wanted = wantedImage(CHIP, FACTS, { image, fmap: FACTS.fmap, scope: 'whole' });
  for (const name of OWNED) expect(areaOf(wanted, name)).toEqual(areaOf(CHIP, name));
  for (const name of ['RW_SECTION_A', 'RW_SECTION_B', 'RW_LEGACY', 'COREBOOT', 'RO_FRID'])
    expect(areaOf(wanted, name)).toEqual(areaOf(image, name));
  expect(areaOf(wanted, 'GBB')).toEqual(areaOf(CHIP, 'GBB'));
});

test('the wanted image for the slots takes beside them only what lies in the same place on the chip', () => {
  const areas = areasWith({ RW_LEGACY: { sizeBytes: 0x1000 } });
  const image = smallFlash({ ...NEW, areas });
  const { fmap } = factsOf(image);
  const wanted = wantedImage(CHIP, FACTS, { image, fmap, scope: 'read-write' });
  expect(areaOf(wanted, 'RW_SHARED')).toEqual(areaOf(image, 'RW_SHARED'));
  for (const name of ['RW_LEGACY', 'WP_RO', ...OWNED])
    expect(areaOf(wanted, name)).toEqual(areaOf(CHIP, name));
});

test('the wanted image keeps what the chip marks, in the slots as well', () => {
  const areas = areasWith({ RW_SHARED: { flags: 8 } });
  const facts = factsOf(smallFlash({ ...OLD, areas }));
  const firmware = { image: smallFlash(NEW), fmap: FACTS.fmap, scope: 'read-write' } as const;
  expect(areaOf(wantedImage(CHIP, facts, firmware), 'RW_SHARED')).toEqual(areaOf(CHIP, 'RW_SHARED'));
});
