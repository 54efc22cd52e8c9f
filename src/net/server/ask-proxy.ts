import { once } from 'node:events';
import { isIP, isIPv4, type Socket } from 'node:net';
import { Fault } from '../../core/faults.ts';
import { quoted } from '../quoted.ts';
import type { Proxy } from '../settings/read-proxy.ts';
import { addressName, type ServerAddress } from '../settings/server-address.ts';

/** Longer than any header of an answer to CONNECT should be. */
const MAX_ANSWER_BYTES = 16 * 1024;

const HTTP_OK = /^HTTP\/1\.[01] 2\d\d[ \r]/;
/** RFC 1928, 6. */
const SOCKS_REPLIES = [
  'yes',
  'general failure',
  'not allowed',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'time to live expired',
  'command not supported',
  'address type not supported',
];

/**
 * Asks a proxy for a connection to a server, by the server's name, which the proxy looks up. What the server has said
 * already stays in the socket for its next reader.
 * @throws Fault NET-02, the socket's error, or the signal's reason
 */
export async function askProxy(
  socket: Socket,
  proxy: Proxy,
  address: ServerAddress,
  signal: AbortSignal,
): Promise<void> {
  const refused = (problem: string): Fault =>
    new Fault('NET-02', { host: addressName(address), proxy: addressName(proxy.address), problem });
  const answer = answersOf(socket, refused, signal);
  if (proxy.kind === 'http') await askHttp(socket, answer, address, refused);
  else await askSocks(socket, answer, address, refused);
}

/** Waits for an answer of which `lengthOf` can tell the length. */
type NextAnswer = (lengthOf: (bytes: Buffer) => number | 'unknown') => Promise<Buffer>;
type Refused = (problem: string) => Fault;

function answersOf(socket: Socket, refused: Refused, signal: AbortSignal): NextAnswer {
  return async (lengthOf) => {
    let bytes: Buffer = Buffer.alloc(0);
    for (;;) {
      const length = lengthOf(bytes);
      if (length !== 'unknown' && length <= bytes.length) {
        if (length < bytes.length) socket.unshift(bytes.subarray(length));
        return bytes.subarray(0, length);
      }
      if (bytes.length > MAX_ANSWER_BYTES) throw refused('the proxy answers without end');
      if (socket.readableEnded || socket.destroyed) throw refused('the proxy closed the connection');
      const more: unknown = socket.read();
      if (Buffer.isBuffer(more)) bytes = Buffer.concat([bytes, more]);
      else await moreOrEnd(socket, signal);
    }
  };
}

async function moreOrEnd(socket: Socket, signal: AbortSignal): Promise<void> {
  const heard = new AbortController();
  const until = { signal: AbortSignal.any([signal, heard.signal]) };
  try {
    await Promise.race([once(socket, 'readable', until), once(socket, 'end', until)]);
  } finally {
    heard.abort();
  }
}

async function askHttp(
  socket: Socket,
  next: NextAnswer,
  address: ServerAddress,
  refused: Refused,
): Promise<void> {
  const { host, port } = address;
  const target = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  const answer = await next((bytes) => {
    const end = bytes.indexOf('\r\n\r\n');
    return end < 0 ? 'unknown' : end + 4;
  });
  const [status = ''] = answer.toString('latin1').split('\r\n');
  if (!HTTP_OK.test(answer.toString('latin1'))) throw refused(`the proxy says "${quoted(status)}"`);
}

async function askSocks(
  socket: Socket,
  next: NextAnswer,
  address: ServerAddress,
  refused: Refused,
): Promise<void> {
  // Version 5, one way to log in: none.
  socket.write(Uint8Array.of(5, 1, 0));
  const [version, method] = await next(() => 2);
  if (version !== 5) throw refused('the proxy does not speak SOCKS 5');
  if (method !== 0) throw refused('the proxy wants a login');
  socket.write(Uint8Array.of(5, 1, 0, ...socksAddress(address), address.port >> 8, address.port & 0xff));
  const answer = await next(socksAnswerLength);
  const reply = answer[1] ?? 1;
  if (reply !== 0) throw refused(`the proxy says "${SOCKS_REPLIES[reply] ?? `code ${reply}`}"`);
}

function socksAddress({ host }: ServerAddress): Uint8Array {
  if (isIPv4(host)) return Uint8Array.of(1, ...host.split('.').map(Number));
  // An IPv6 address goes as a name: every proxy looks names up, and its bytes need a parser of their own.
  const name = Buffer.from(host, 'latin1');
  return Uint8Array.of(3, name.length, ...name);
}

/** The address in it may be 4 or 16 bytes, or a name after its length. */
function socksAnswerLength(bytes: Buffer): number | 'unknown' {
  if (bytes.length < 5) return 'unknown';
  const addressBytes = { 1: 4, 4: 16, 3: 1 + (bytes[4] ?? 0) }[bytes[3] ?? 0];
  return 4 + (addressBytes ?? 0) + 2;
}
