import type { ManWords } from '../cli/man-page.ts';
import { RSD_VERSION } from './version.ts';

/** What the manual of `rsd` says besides its commands. */
export const MAN_WORDS: ManWords = {
  version: RSD_VERSION,
  summary: 'make recovery sticks, fill recovery servers, see inside both',
  sections: [
    {
      title: 'TREES',
      paragraphs: [
        'A tree is a folder, here or on an SFTP server, with recovery/<release id>/ and software/<software id>/. ' +
          'On a server it is written sftp://[user@]host[:port]/path. Keys of servers and the key to log in with are those of OpenSSH: ' +
          '~/.ssh/known_hosts, and id_ed25519, id_ecdsa or id_rsa without a passphrase.',
      ],
    },
    {
      title: 'EXIT STATUS',
      paragraphs: [
        '0: done. 2: usage. 10: failed, and nothing was written. 20: failed, and what was being written cannot be used. ' +
          '70: a defect of rsd.',
      ],
    },
    {
      title: 'ENVIRONMENT',
      paragraphs: [
        'NO_COLOR: when it is set and not empty, nothing is coloured. Nothing ever is when the output is no terminal.',
        'XDG_CACHE_HOME: the folder of the folder rsd that downloads are kept in; ~/.cache otherwise.',
        'LC_ALL, LC_MESSAGES, LANG: the language of this computer, which new sticks get.',
      ],
    },
  ],
};
