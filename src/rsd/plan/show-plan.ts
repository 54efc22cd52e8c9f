import type { Choice } from '../../catalog/choose.ts';
import { printable } from '../../catalog/printable.ts';
import type { DeviceModel, Fact } from '../../core/device.ts';
import type { FirmwareChoice } from '../../firmware/choose-firmware.ts';
import { keySha1 } from '../../formats/vboot/key-sha1.ts';
import type { Voice } from '../voice.ts';
import type { Trust } from './trust-of.ts';

/** A choice in words, the chosen one first. */
export function showPlan(
  choice: Choice,
  firmware: FirmwareChoice,
  device: DeviceModel,
  { keys, from }: Trust,
  voice: Voice,
): void {
  const { hwid, sku, arch, developerSwitch } = device;
  voice.result(
    `Device: ${said(hwid)}, SKU ${said(sku)}, ${said(arch)}, developer switch ${said(developerSwitch)}`,
  );
  voice.result(`Trusts: ${keys.map(keySha1).join(', ') || 'nothing'} (${from})`);
  voice.result('');
  if (choice.kind === 'none') voice.result(voice.paint('bad', 'It would get nothing.'));
  else {
    const { manifest, authority, source } = choice.release;
    const { name, version } = manifest.os;
    voice.result(
      `${voice.paint('good', 'It would get')} ${voice.paint('strong', manifest.id)} from ${source}:`,
    );
    voice.result(
      `  ${name} ${version}, signed by ${authority === 'firmware' ? 'a key that it trusts' : 'a developer'}`,
    );
    voice.result(`  It was chosen because ${choice.why}.`);
  }
  if (choice.kind === 'chosen' && firmware.kind === 'chosen')
    voice.result(
      `  Firmware ${firmware.payload.version} of ${firmware.release.manifest.id}: ${firmware.why}.`,
    );
  if (choice.others.length === 0) return;
  voice.result('');
  voice.result('Not chosen:');
  for (const { id, reason, code } of choice.others)
    voice.result(
      `  ${voice.paint('strong', printable(id))}: ${reason}${code === undefined ? '' : ` (${code})`}`,
    );
}

function said(fact: Fact<string | number>): string {
  return fact === 'unknown' ? 'unknown' : printable(String(fact.value));
}
