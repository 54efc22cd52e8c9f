import { areaBytes } from '../../firmware/area-bytes.ts';
import { firmwareId } from '../../firmware/firmware-id.ts';
import { findFmap } from '../../formats/fmap/find-fmap.ts';
import type { Fmap, FmapArea } from '../../formats/fmap/fmap.ts';
import { type Gbb } from '../../formats/gbb/gbb.ts';
import { readGbb } from '../../formats/gbb/read-gbb.ts';
import { readFirmwarePreamble } from '../../formats/vboot/firmware-preamble.ts';
import { readKeyblock } from '../../formats/vboot/keyblock.ts';
import { keyblockSigner } from '../../formats/vboot/keyblock-signer.ts';
import { type PackedKey, readPackedKey } from '../../formats/vboot/packed-key.ts';
import { bodyVerifies } from '../../formats/vboot/verify-body.ts';
import { readVpd } from '../../formats/vpd/read-vpd.ts';
import { findingOf } from './finding-of.ts';
import { keyRoomFinding } from './inspect-key.ts';
import { keyblockFinding, preambleFinding } from './inspect-vboot.ts';
import type { Finding, Report } from './report.ts';

/** Bits of a GBB's flags by their numbers. Source: vboot_reference, 2gbb_flags.h. */
const GBB_FLAGS = [
  'dev screen short delay',
  'load option ROMs',
  'enable alternate OS',
  'force developer switch on',
  'force developer boot from USB',
  'no firmware rollback check',
  'Enter leaves developer mode',
  'force developer boot of alternate firmware',
  'running FAFT',
  'no EC software sync',
  'boot alternate firmware by default',
  'no auxiliary firmware sync',
  'no lid shutdown',
  'force fastboot',
  'force manual recovery',
  'no FWMP',
  'enable USB device controller',
  'force CSE sync',
];

type Slice = (name: string) => Uint8Array | undefined;

/** A flash image: areas, who it trusts, what it would start. @throws Fault FMT-01 when it has no FMAP */
export async function inspectFirmware(flash: Uint8Array): Promise<Report> {
  const { fmap, offsetBytes } = findFmap(flash);
  const slice: Slice = (name) => {
    const bytes = areaBytes(flash, fmap, name);
    return bytes === 'none' ? undefined : bytes;
  };
  const gbb = slice('GBB');
  return {
    kind: 'firmware image',
    bytes: flash.length,
    gbb: gbb === undefined ? 'there is none' : await findingOf(() => gbbFinding(readGbb(gbb))),
    firmwareIds: Object.fromEntries(
      ['RO_FRID', 'RW_FWID_A', 'RW_FWID_B'].map((name) => [name, idIn(slice(name))] as const),
    ),
    slotA: await findingOf(() => slotFinding('A', slice)),
    slotB: await findingOf(() => slotFinding('B', slice)),
    vpd: {
      readOnlyValues: await findingOf(() => vpdFinding(slice('RO_VPD'))),
      readWriteValues: await findingOf(() => vpdFinding(slice('RW_VPD'))),
    },
    fmap: { offset: offsetBytes, name: fmap.name, areas: areasOf(fmap) },
  };
}

async function gbbFinding({ flags, hwid, rootKey, recoveryKey }: Gbb): Promise<Finding> {
  const names = GBB_FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0);
  return {
    hwid,
    flags: `0x${flags.toString(16)}${names.length === 0 ? '' : ` (${names.join(', ')})`}`,
    rootKey: await findingOf(() => keyRoomFinding(rootKey)),
    recoveryKey: await findingOf(() => keyRoomFinding(recoveryKey)),
  };
}

async function slotFinding(slot: 'A' | 'B', slice: Slice): Promise<Finding> {
  const vblock = slice(`VBLOCK_${slot}`);
  if (vblock === undefined) return 'there is none';
  const keyblock = readKeyblock(vblock);
  const behind = vblock.subarray(keyblock.sizeBytes);
  const root = rootKeyOf(slice);
  const signer = root === 'unknown' ? root : keyblockSigner(keyblock, [root]) !== 'none';
  const body = slice(`FW_MAIN_${slot}`);
  return {
    keyblock: keyblockFinding(keyblock),
    signedByRootKey: signer,
    preamble: await findingOf(() => preambleFinding(behind, keyblock)),
    bodyIsWhole: await findingOf(() => {
      if (body === undefined) return 'there is none';
      return (
        bodyVerifies(readFirmwarePreamble(behind, keyblock.dataKey).bodySignature, body, keyblock.dataKey) !==
        'no'
      );
    }),
  };
}

function rootKeyOf(slice: Slice): PackedKey | 'unknown' {
  try {
    return readPackedKey(readGbb(slice('GBB') ?? new Uint8Array()).rootKey);
  } catch {
    // What is wrong with it is said where the GBB is.
    return 'unknown';
  }
}

/** How many there are; serial numbers and the like are nobody's business. */
function vpdFinding(area: Uint8Array | undefined): Finding {
  return area === undefined ? 'there is none' : readVpd(area).size;
}

function idIn(area: Uint8Array | undefined): Finding {
  return area === undefined ? 'there is none' : firmwareId(area);
}

function areasOf({ areas }: Fmap): Finding {
  return areas.map(({ name, offsetBytes, sizeBytes, flags }: FmapArea) => ({
    name,
    offset: `0x${offsetBytes.toString(16)}`,
    bytes: sizeBytes,
    flags,
  }));
}
