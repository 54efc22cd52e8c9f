import * as z from 'zod';
import type { Qmp } from './qmp.ts';

/** Source: QEMU, qapi/ui.json, VncInfo. */
const VNC = z.looseObject({ host: z.string(), service: z.string() });

/** Where the display of a machine is served, as VNC viewers take it. */
export async function vncAddress(qmp: Qmp): Promise<string> {
  const { host, service } = VNC.parse(await qmp.execute('query-vnc', {}));
  return `${host}::${service}`;
}
