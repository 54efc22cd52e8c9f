import { readFileSync } from 'node:fs';
import SftpClient from 'ssh2-sftp-client';

/**
 * ssh2-sftp-client as its manual uses it. Arguments: `get` or `fastGet`, port, user, file of the private key, path on
 * the server, path here.
 */
const [way = '', port = '', username = '', key = '', from = '', to = ''] = process.argv.slice(2);
const client = new SftpClient();
await client.connect({ host: '127.0.0.1', port: Number(port), username, privateKey: readFileSync(key) });
await (way === 'get' ? client.get(from, to) : client.fastGet(from, to));
await client.end();
