import { spawn } from 'node:child_process';
import { Machine } from '../../vm/machine.ts';

/** A process with the two sockets of QEMU that does what `script` says: `serial` and `qmp` are its ends of them. */
export function standInQemu(script: string, limitMs = 5000): Machine {
  const begin = `
    const net = require('node:net');
    const [serial, qmp] = [3, 4].map((fd) => new net.Socket({ fd }));
    const event = (name, data) => qmp.write(JSON.stringify({ event: name, data }) + '\\n');
    for (const wire of [serial, qmp]) wire.on('error', () => {});
  `;
  const child = spawn(process.execPath, ['--eval', begin + script], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
  });
  return new Machine(child, { serialLog: 'where/serial.log', limitMs });
}
