import type { WifiChoice } from '../core/wifi-question.ts';
import { plural } from './plural.ts';

/** The words of the question for a WiFi network: a part of `TEXTS`. */
export const WIFI_TEXTS = {
  choose: 'Choose a WiFi network',
  why: 'Nothing on the stick can be used on this device, so recovery data has to come from a server.',
  security: {
    open: 'open, anybody can listen',
    wpa2: 'WPA2',
    wpa3: 'WPA3',
    'wpa2-wpa3': 'WPA2 or WPA3',
    other: 'cannot be used here',
  } satisfies Record<WifiChoice['security'], string>,
  /** Where there is little room. */
  securityShort: {
    open: 'open',
    wpa2: 'WPA2',
    wpa3: 'WPA3',
    'wpa2-wpa3': 'WPA2/3',
    other: 'no use',
  } satisfies Record<WifiChoice['security'], string>,
  problem: ({ code, title }: { code: string; title: string }) => `${code}  ${title}`,
  none: 'No WiFi network is in reach so far.',
  keepLooking: 'The list is looked for again every few seconds. Move closer to the access point if you can.',
  looking: 'Looking for networks ...',
  networks: ({ first, last, count }: { first: number; last: number; count: number }) =>
    `Networks ${first} to ${last} of ${count}`,
  unusable: ({ network }: { network: string }) =>
    `"${network}" cannot be used here: it wants WEP, or a user name and password. Choose one with WPA2 or WPA3, or an open one.`,

  hiddenName: 'Join a hidden WiFi network',
  hiddenBody: 'Type its name exactly as it was set, with upper and lower case.',
  name: ({ bytes, maxBytes }: { bytes: number; maxBytes: number }) => `Name, ${bytes} of ${maxBytes} bytes`,
  nameEmpty: 'Type the name first.',
  nameTooLong: ({ bytes, maxBytes }: { bytes: number; maxBytes: number }) =>
    `This name has ${bytes} bytes, and no WiFi network has more than ${maxBytes}. Letters beyond a to z take 2 to 4.`,

  passphraseOf: ({ network }: { network: string }) => `Passphrase for "${network}"`,
  passphraseBody: 'Type it exactly, with upper and lower case, spaces and signs.',
  passphraseHidden: 'Leave it empty if the network has none.',
  count: {
    hidden: ({ count }: { count: number }) =>
      `Passphrase, ${plural(count, { one: '1 character', other: (n) => `${n} characters` })}, hidden`,
    shown: ({ count }: { count: number }) =>
      `Passphrase, ${plural(count, { one: '1 character', other: (n) => `${n} characters` })}`,
  },
  passphraseEmpty: 'Type the passphrase first.',
  passphraseShort: ({ minBytes }: { minBytes: number }) =>
    `This is too short: the passphrase of a WPA2 network has ${minBytes} characters or more.`,
  passphraseTooLong: ({ maxBytes }: { maxBytes: number }) =>
    `This is too long: no passphrase has more than ${maxBytes} bytes.`,
  stillLooking: 'Still looking for networks. Press the key again in a moment.',

  openQuestion: ({ network }: { network: string }) => `Connect to "${network}" without a passphrase?`,
  openMeans:
    'The network is open: anybody near can listen. Whatever is installed must have the right signature all the same.',
  giveUpQuestion: 'Go on without WiFi?',
  giveUpMeans:
    'If there is no other way to a server, recovery ends here. You can start it again at any time.',
};
