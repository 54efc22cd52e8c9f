import { writeFile } from 'node:fs/promises';
import { mustRun } from '../initramfs/must-run.ts';
import { sharedDataDump } from './shared-data-dump.ts';

/** What the firmware of the netbook tells the running system. */
export interface FirmwareTables {
  readonly hwid: string;
  readonly sku: number;
  readonly serial: string;
  readonly developerSwitch: 'on' | 'off';
  /** vboot's 8-bit reason code. */
  readonly recoveryReason: number;
}

const CHSW = { recoveryButton: 0x02, developerSwitch: 0x20 };
/** Started by the recovery button; recovery firmware; read-only EC firmware; type: recovery. */
const BINF = [3, 0, 0, 0];
/** In CMOS, where neither QEMU nor the clock keeps anything. */
const VBNV = { offset: 0x52, bytes: 16 };
const FMAP_ADDRESS = 0xffc10000;

/**
 * Writes `out`.aml: a secondary ACPI table with the device GGL0001, as the firmware of a netbook leaves it. Every value is
 * a package, as the kernel's driver wants it. Source of the methods: Linux, Documentation/firmware-guide/acpi/chromeos-acpi-device.rst.
 */
export async function acpiTable(tables: FirmwareTables, out: string): Promise<string> {
  await writeFile(`${out}.asl`, sourceOf(tables));
  await mustRun(['iasl', '-p', out, `${out}.asl`]);
  return `${out}.aml`;
}

function sourceOf(tables: FirmwareTables): string {
  const methods = Object.entries(valuesOf(tables)).map(
    ([name, values]) => `      Method (${name}) { Return (Package () { ${values.join(', ')} }) }`,
  );
  return `DefinitionBlock ("", "SSDT", 2, "RSD   ", "NETBOOK ", 1)
{
  Scope (\\_SB)
  {
    Device (CRHW)
    {
      Name (_HID, "GGL0001")
      Method (_STA) { Return (0x0B) }
${methods.join('\n')}
    }
  }
}
`;
}

function valuesOf({
  hwid,
  developerSwitch,
  recoveryReason,
}: FirmwareTables): Record<string, readonly string[]> {
  const chsw = CHSW.recoveryButton | (developerSwitch === 'on' ? CHSW.developerSwitch : 0);
  const pin = (type: number): string => `Package () { ${type}, 1, 0xFFFFFFFF, "none" }`;
  return {
    CHSW: [String(chsw)],
    HWID: [quoted(hwid)],
    FWID: [quoted('Google_Nimbus.15054.0.0')],
    FRID: [quoted('Google_Nimbus.15000.0.0')],
    BINF: [...BINF, recoveryReason].map(String),
    VBNV: [String(VBNV.offset), String(VBNV.bytes)],
    FMAP: [String(FMAP_ADDRESS)],
    MECK: [quoted('none')],
    GPIO: [pin(1), pin(3)],
    VDAT: [quoted(sharedDataDump({ developerSwitch, recoveryReason }))],
  };
}

function quoted(text: string): string {
  if (!/^[ !#-[\]-~]*$/.test(text)) throw new Error(`${JSON.stringify(text)} cannot stand in an ACPI table`);
  return `"${text}"`;
}
