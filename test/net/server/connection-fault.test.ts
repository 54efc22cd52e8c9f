import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { dialFault, sessionFault } from '../../../src/net/server/connection-fault.ts';

const withCode = (code: string | number): Error => Object.assign(new Error('it failed'), { code });

test.for([
  ['ENOTFOUND', 'NET-01'],
  ['EAI_AGAIN', 'NET-01'],
  ['ECONNREFUSED', 'NET-02'],
  ['EHOSTUNREACH', 'NET-02'],
  ['ENETUNREACH', 'NET-02'],
  ['ETIMEDOUT', 'NET-02'],
  ['ECONNRESET', 'NET-03'],
] as const)('dialFault() of %s is %s', ([errno, code]) => {
  expect(dialFault('host', withCode(errno))).toMatchObject({ code, facts: { host: 'host', problem: errno } });
});

test.for([
  ['client-authentication', 'All configured authentication methods failed', 'NET-08'],
  ['handshake', 'Handshake failed: no matching host key format', 'NET-07'],
  ['handshake', 'Handshake failed: no matching C->S cipher', 'NET-07'],
  ['handshake', 'Handshake failed: signature verification failed', 'NET-05'],
  ['handshake', 'Wrong signature type: ssh-rsa, expected: rsa-sha2-512', 'NET-05'],
  ['handshake', 'Received malformed KEX*_REPLY', 'NET-09'],
  ['client-socket', 'read ECONNRESET', 'NET-03'],
  ['protocol', 'Connection lost before handshake', 'NET-03'],
  ['', 'getConnection: Unexpected end event', 'NET-03'],
  ['', 'getConnection: Unexpected close event', 'NET-03'],
  ['protocol', 'Invalid identification string', 'NET-09'],
  ['', 'Unsupported state or unable to authenticate data', 'NET-03'],
  ['', 'Invalid MAC', 'NET-03'],
  ['sftp-protocol', 'Malformed DATA packet', 'NET-09'],
] as const)('sessionFault() of %s, "%s", is %s', ([level, message, code]) => {
  const error = Object.assign(new Error(message), { level });
  expect(sessionFault('host', error)).toMatchObject({ code, facts: { host: 'host', problem: message } });
});

test.for([
  ['a disconnect by the application', withCode(2), 'NET-03'],
  ['a disconnect because nothing is left to log in with', withCode(14), 'NET-08'],
  ['a disconnect because of the user', withCode(15), 'NET-08'],
  ['a socket that broke', withCode('EPIPE'), 'NET-03'],
  ['an error of the library', withCode('ERR_GENERIC_CLIENT'), 'NET-09'],
  ['an exception in the library', new TypeError('x is undefined'), 'NET-09'],
  ['something that is no error', 'text', 'NET-09'],
] as const)('sessionFault() of %s', ([, error, code]) => {
  expect(sessionFault('host', error).code).toBe(code);
});

test('sessionFault() keeps a fault, and quotes what a server said', () => {
  const fault = new Fault('NET-04', { host: 'host' });
  expect(sessionFault('host', fault)).toBe(fault);
  expect(sessionFault('host', new Error('\u001b[2Jbye')).facts).toEqual({ host: 'host', problem: '?[2Jbye' });
});
