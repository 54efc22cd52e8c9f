/**
 * Every way a recovery can fail, as the person at the screen sees it.
 *
 * A code is a promise: it is shown on screen, listed in docs/faults.md and read
 * out over the phone. Never reuse one and never change what one means; retire
 * one by starting its title with "(retired)".
 *
 * `retry`: `auto` heals by itself and is tried again; `ask` may heal when the
 * person does what the advice says; `never` will not.
 */
export const FAULTS = {
  'SKU-01': {
    title: 'The firmware does not say which model this is',
    cause: 'No hardware ID could be read, so no recovery data can be matched to this device.',
    advice: 'Ask the maker of the device; a repaired mainboard may have no hardware ID',
    retry: 'never',
  },
  'STK-01': {
    title: 'No recovery stick was found',
    cause: 'The data partition of the stick is not there.',
    advice: 'Plug the stick in again, in another port if there is one',
    retry: 'ask',
  },
  'STK-02': {
    title: 'The recovery stick cannot be read',
    cause: 'Reading the stick failed.',
    advice: 'Plug the stick in again; if it fails again, make another stick',
    retry: 'ask',
  },
  'STK-03': {
    title: 'The recovery stick was pulled out',
    cause: 'The stick went away while it was still needed.',
    advice: 'Plug the stick in and start recovery again',
    retry: 'ask',
  },
  'STK-04': {
    title: 'The log cannot be saved on the stick',
    cause: 'The stick is full or write-protected. Recovery goes on without the log.',
    advice: 'Free some space on the stick if you want the log',
    retry: 'never',
  },
  'STK-05': {
    title: 'The settings on the stick cannot be used',
    cause: 'rsd.toml has an unknown setting or a wrong value.',
    advice: 'Correct the line that is named, or make the stick again',
    retry: 'never',
  },
  'STK-06': {
    title: 'The recovery data cannot be kept on the stick',
    cause: 'The stick is full, write-protected or failing. This device is recovered all the same.',
    advice: 'Free some space on the stick, or the next device has to fetch everything again',
    retry: 'never',
  },
  'SRC-01': {
    title: 'There is no recovery data on the stick',
    cause: 'The folder "recovery" on the stick is missing or empty.',
    advice: 'Make the stick again',
    retry: 'never',
  },
  'SRC-02': {
    title: 'None of the recovery data can be used on this device',
    cause: 'Every release that was found was refused. Each has its own reason.',
    advice: 'Look at the reasons, then make a stick for this model',
    retry: 'never',
  },
  'SRC-03': {
    title: 'The recovery data is for another model',
    cause: 'The release does not name the hardware ID and SKU of this device.',
    advice: 'Make a stick for this model',
    retry: 'never',
  },
  'SRC-04': {
    title: 'The recovery data is for another kind of processor',
    cause: 'The release was built for another architecture than that of this device.',
    advice: 'Make a stick for this model',
    retry: 'never',
  },
  'SRC-05': {
    title: 'The recovery data needs newer recovery software',
    cause: 'The release names a minimum version of the recovery agent that is above this one.',
    advice: 'Make the stick again with current recovery software',
    retry: 'never',
  },
  'SRC-06': {
    title: 'There are more releases than one stick may hold',
    cause: 'The number of folders is above what the agent will look at.',
    advice: 'Remove the releases that are not needed',
    retry: 'never',
  },
  'NET-01': {
    title: 'The name of the recovery server cannot be looked up',
    cause: 'No DNS server knows the name, or none answers.',
    advice: 'Check the network, and the name of the server in network.toml',
    retry: 'auto',
  },
  'NET-02': {
    title: 'The recovery server does not answer',
    cause: 'No connection to the server could be made.',
    advice: 'Check that the server is on, and its name and port in network.toml',
    retry: 'auto',
  },
  'NET-03': {
    title: 'The connection to the recovery server was lost',
    cause: 'The connection was closed, or nothing was heard on it for some seconds.',
    advice: 'Check the cable or move closer to the access point',
    retry: 'auto',
  },
  'NET-04': {
    title: 'The recovery server is not in the list of known servers',
    cause: 'known_hosts on the stick has no key for the server, so anybody could pose as it.',
    advice: 'Put the key of the server into known_hosts, if it is the right server',
    retry: 'never',
  },
  'NET-05': {
    title: 'The recovery server is not the one that it should be',
    cause: 'It shows another key than known_hosts has for it, or cannot prove that the key is its own.',
    advice: 'Tell whoever runs the server: someone may be posing as it, or its key was changed',
    retry: 'never',
  },
  'NET-06': {
    title: 'The key of the recovery server was revoked',
    cause: 'known_hosts marks the key as one that must never be accepted again.',
    advice: 'Tell whoever runs the server: someone may be posing as it',
    retry: 'never',
  },
  'NET-07': {
    title: 'The recovery server uses weak cryptography',
    cause: 'Its key or its algorithms are too weak to be trusted.',
    advice: 'Give the server an Ed25519 key and current SSH software',
    retry: 'never',
  },
  'NET-08': {
    title: 'The recovery server refused the login',
    cause: 'The server does not accept the key on the stick for this account.',
    advice: 'Add the public key to the account on the server, or make the stick again',
    retry: 'ask',
  },
  'NET-09': {
    title: 'The recovery server does not speak SFTP as it should',
    cause: 'What answers at that address is no SFTP server, or a broken one.',
    advice: 'Check the name and port of the server in network.toml',
    retry: 'ask',
  },
  'NET-10': {
    title: 'The recovery server is too slow',
    cause: 'The connection is there, but what was asked for does not come.',
    advice: 'Check the network and the load of the server',
    retry: 'auto',
  },
  'NET-11': {
    title: 'The recovery server did not give a file',
    cause: 'The server refused to open the file or failed to read it.',
    advice: 'Check the permissions of the file on the server, and its disk',
    retry: 'ask',
  },
  'NET-12': {
    title: 'Something on the recovery server is not a plain file',
    cause: 'A symbolic link, a folder or something else is where a file should be.',
    advice: 'Put the file itself there',
    retry: 'ask',
  },
  'NET-13': {
    title: 'A file on the recovery server changed while it was fetched',
    cause: 'Its size or its time of change is another than before, or it ended early.',
    advice: 'Start recovery again when nobody changes the files on the server',
    retry: 'ask',
  },
  'NET-14': {
    title: 'The list of known servers cannot be used',
    cause: 'known_hosts on the stick has a line that is not in the format of OpenSSH.',
    advice: 'Correct the line that is named, or make the stick again',
    retry: 'never',
  },
  'NET-15': {
    title: 'The recovery server is known by its certificate only',
    cause: 'known_hosts has only an authority for the server, and certificates cannot be checked here.',
    advice: 'Add the key of the server itself to known_hosts',
    retry: 'never',
  },
  'NET-16': {
    title: 'The key for the recovery server cannot be used',
    cause: 'The private key on the stick is damaged, of an unknown kind or locked with a passphrase.',
    advice: 'Put an Ed25519 key without a passphrase on the stick',
    retry: 'never',
  },
  'NET-17': {
    title: 'There is more on the recovery server than can be looked at',
    cause: 'The number of releases or files in the folder is above what the agent will look at.',
    advice: 'Remove from the server what is not needed',
    retry: 'ask',
  },
  'NET-18': {
    title: 'The recovery server has no folder for recovery data',
    cause: 'The path in network.toml is not a folder on the server.',
    advice: 'Check the path in network.toml',
    retry: 'ask',
  },
  'NET-30': {
    title: 'The network settings cannot be used',
    cause: 'network.toml has an unknown setting or a wrong value.',
    advice: 'Correct the line that is named, or make the stick again',
    retry: 'never',
  },
  'NET-31': {
    title: 'There is no network adapter',
    cause: 'No adapter of the kinds that may be used was found, or it was pulled out.',
    advice: 'Plug in a network adapter, or use a stick that holds the recovery data',
    retry: 'ask',
  },
  'NET-32': {
    title: 'No network cable is plugged in',
    cause: 'The network adapter sees nothing at the other end of the cable.',
    advice: 'Plug the cable in at both ends',
    retry: 'ask',
  },
  'NET-33': {
    title: 'The network gives this device no address',
    cause: 'The link works, and no DHCP server and no IPv6 router answered on it.',
    advice: 'Check the router, or set an address in network.toml',
    retry: 'auto',
  },
  'NET-34': {
    title: 'The WiFi passphrase is wrong',
    cause: 'The access point does not accept the passphrase.',
    advice: 'Enter the passphrase again, or correct it in network.toml',
    retry: 'ask',
  },
  'NET-35': {
    title: 'There is no WiFi network of this name',
    cause: 'No access point within reach has the name and the kind of security that were set.',
    advice: 'Check the name, with upper and lower case, and whether the network is hidden',
    retry: 'ask',
  },
  'NET-36': {
    title: 'The WiFi network is out of range',
    cause: 'The access point was heard, and did not answer or did not stay.',
    advice: 'Move closer to the access point',
    retry: 'auto',
  },
  'NET-37': {
    title: 'The WiFi network does not let this device in',
    cause: 'The access point refuses the device, or wants what cannot be given here.',
    advice: 'Ask whoever runs the network, or use another one',
    retry: 'ask',
  },
  'NET-38': {
    title: 'No WiFi network is set',
    cause: 'network.toml has no [wifi], and nobody chose a network.',
    advice: 'Add [wifi] to network.toml, or plug in a network cable',
    retry: 'never',
  },
  'NET-39': {
    title: 'The network service does not work',
    cause: 'NetworkManager cannot be started, does not answer or was not understood.',
    advice: 'Start recovery again; if it fails again, make the stick again',
    retry: 'ask',
  },
  'NET-40': {
    title: 'The address in the network settings cannot be used',
    cause: 'Another device has it, or the adapter does not take it.',
    advice: 'Set a free address in network.toml, or leave it out for DHCP',
    retry: 'ask',
  },
  'NET-41': {
    title: 'The network link could not be made',
    cause: 'NetworkManager gave up for the reason that is named.',
    advice: 'Try again, or use another network adapter',
    retry: 'ask',
  },
  'NET-42': {
    title: 'The WiFi adapter does not work',
    cause: 'It is switched off by a switch or key of the device, or lacks its firmware.',
    advice: 'Switch WiFi on, or plug in a network cable',
    retry: 'ask',
  },
  'MAN-01': {
    title: 'The manifest cannot be read',
    cause: 'manifest.json is missing, cut short or not JSON in UTF-8.',
    advice: 'Make the stick again',
    retry: 'never',
  },
  'MAN-02': {
    title: 'The manifest has a wrong or unknown field',
    cause: 'A field of manifest.json is missing, unknown or outside of what it may be.',
    advice: 'Make the stick again; if it is new, tell whoever published the release',
    retry: 'never',
  },
  'MAN-03': {
    title: 'The manifest is too long',
    cause: 'manifest.json or manifest.vblock is longer than 64 KiB.',
    advice: 'Make the stick again',
    retry: 'never',
  },
  'MAN-04': {
    title: 'The manifest has the same field twice',
    cause: 'An object in manifest.json has a repeated key, which readers may understand differently.',
    advice: 'Tell whoever published the release',
    retry: 'never',
  },
  'SIG-01': {
    title: 'No key that this device trusts signed the recovery data',
    cause:
      'The signature is missing, or was made by another organisation than the one that made the firmware.',
    advice: 'Make a stick for this model from its maker',
    retry: 'never',
  },
  'SIG-02': {
    title: 'The signature of the recovery data is damaged',
    cause: 'manifest.vblock is cut short or has fields that do not add up.',
    advice: 'Make the stick again',
    retry: 'never',
  },
  'SIG-03': {
    title: 'The recovery data was changed after it was signed',
    cause: 'The signature does not fit the bytes of the manifest, or does not cover all of them.',
    advice: 'Make the stick again',
    retry: 'never',
  },
  'SIG-04': {
    title: 'This is developer data, and the developer switch is off',
    cause: 'The recovery data is signed by a developer, not by the maker of the device.',
    advice: "Use the maker's data, or turn the developer switch on if this is what you want",
    retry: 'never',
  },
  'SIG-05': {
    title: 'The recovery data is older than this device accepts',
    cause: 'The rollback version of the release is below the minimum that the device has stored.',
    advice: 'Make a stick with a current version',
    retry: 'never',
  },
  'SIG-06': {
    title: 'The recovery data is signed with a weak algorithm',
    cause: 'SHA-1 and 1024-bit RSA are not accepted.',
    advice: 'Tell whoever published the release',
    retry: 'never',
  },
  'SIG-07': {
    title: "The device's own keys cannot be read",
    cause: 'The root and recovery keys of the firmware are missing or damaged in the recovery software.',
    advice: 'Make the stick again',
    retry: 'never',
  },
  'SIG-08': {
    title: 'The keyblock is not meant for the mode that this device is in',
    cause: 'The flags of the keyblock do not allow the state of the developer switch.',
    advice: 'Make a stick for this model from its maker',
    retry: 'never',
  },
  'IMG-01': {
    title: 'A part of the recovery data is missing',
    cause: 'A file that the manifest names is not there.',
    advice: 'Make the stick again',
    retry: 'never',
  },
  'IMG-02': {
    title: 'A part of the recovery data has the wrong size',
    cause: 'A file is shorter or longer than the signed manifest says.',
    advice: 'Make the stick again',
    retry: 'never',
  },
  'IMG-03': {
    title: 'The recovery data is damaged',
    cause: 'A block does not match what was signed. The stick may be worn out.',
    advice: 'Make the stick again, on another stick if it happens twice',
    retry: 'never',
  },
  'IMG-04': {
    title: 'The hash tree of the root filesystem is damaged',
    cause: 'The dm-verity tree does not lead to the signed root digest.',
    advice: 'Make the stick again',
    retry: 'never',
  },
  'IMG-05': {
    title: 'The kernel and the root filesystem do not belong together',
    cause: 'The kernel would start another root filesystem than the one in the manifest.',
    advice: 'Tell whoever published the release',
    retry: 'never',
  },
  'IMG-06': {
    title: 'The compressed recovery data is damaged',
    cause: 'The zstd seekable file does not add up.',
    advice: 'Make the stick again, on another stick if it happens twice',
    retry: 'never',
  },
  'IMG-07': {
    title: 'The firmware would refuse to start this kernel',
    cause: 'The kernel blob fails a check that the firmware makes at every start.',
    advice: 'Tell whoever published the release',
    retry: 'never',
  },
  'IMG-08': {
    title: 'A part of the recovery data is larger than its partition',
    cause: 'The layout in the manifest gives a payload too little room.',
    advice: 'Tell whoever published the release',
    retry: 'never',
  },
  'DSK-01': {
    title: 'No internal disk was found',
    cause: 'No disk is there that is built in, not removable and not the stick.',
    advice: 'The disk may be dead or loose; have the device repaired',
    retry: 'never',
  },
  'DSK-02': {
    title: 'The internal disk is too small',
    cause: 'The partitions of the release do not fit on the disk.',
    advice: 'Make a stick for this model',
    retry: 'never',
  },
  'DSK-03': {
    title: 'The internal disk is write-protected',
    cause: 'The kernel reports the disk as read-only. Worn-out disks do this.',
    advice: 'Have the disk replaced',
    retry: 'never',
  },
  'DSK-04': {
    title: 'The internal disk is in use',
    cause: 'A partition of the disk is mounted or held by another program.',
    advice: 'Restart the device into recovery and try again',
    retry: 'ask',
  },
  'DSK-05': {
    title: 'There are several internal disks',
    cause: 'More than one disk could be the target, and guessing could erase the wrong one.',
    advice: 'Disconnect the disk that is not to be recovered',
    retry: 'ask',
  },
  'DSK-06': {
    title: 'The internal disk refused a write',
    cause: 'Writing failed, and failed again when it was retried.',
    advice: 'Try again; if it fails at the same place, have the disk replaced',
    retry: 'ask',
  },
  'DSK-07': {
    title: 'The internal disk did not keep what was written',
    cause: 'Reading back gave other bytes than were written.',
    advice: 'Have the disk replaced',
    retry: 'ask',
  },
  'DSK-08': {
    title: 'The internal disk cannot be read',
    cause: 'Reading the disk failed.',
    advice: 'Try again; if it fails at the same place, have the disk replaced',
    retry: 'ask',
  },
  'DSK-09': {
    title: 'The internal disk is not the one it was a moment ago',
    cause: 'The serial number or size of the disk changed while recovery was running, or it went away.',
    advice: 'Check that the disk is firmly connected, then start recovery again',
    retry: 'ask',
  },
  'DSK-10': {
    title: 'The partition for your files could not be made',
    cause: 'mkfs.ext4 failed on the stateful partition.',
    advice: 'Try again; if it fails again, have the disk replaced',
    retry: 'ask',
  },
  'DSK-11': {
    title: 'The layout of the release cannot be used',
    cause: 'Partitions repeat, collide or lack what every layout needs.',
    advice: 'Tell whoever published the release',
    retry: 'never',
  },
  'DSK-12': {
    title: 'The internal disk ended early',
    cause: 'The disk has less room than it claims.',
    advice: 'Have the disk replaced',
    retry: 'never',
  },
  'DSK-13': {
    title: 'The disk cannot be read past the cache',
    cause: 'What was written is read back from memory here, which proves less than reading the disk itself.',
    advice: 'Nothing to do; expected for image files in memory',
    retry: 'never',
  },
  'DEV-01': {
    title: 'The change of developer key was not confirmed',
    cause: 'Someone has to be at the keyboard for five minutes, and here nobody can be.',
    advice: 'Start recovery without the unattended setting',
    retry: 'never',
  },
  'DEV-02': {
    title: 'This device makes no sound',
    cause: 'No loudspeaker was found, or it cannot be used.',
    advice: 'Watch the screen: the keys are asked for all the same',
    retry: 'never',
  },
  'AGT-01': {
    title: 'Recovery is already running',
    cause: 'Another agent holds the lock of this device.',
    advice: 'Watch it with "rsd-agent tui" or "rsd-agent status"',
    retry: 'never',
  },
  'AGT-02': {
    title: 'Recovery was stopped',
    cause: 'Someone asked the agent to stop.',
    advice: 'Start recovery again when you are ready',
    retry: 'ask',
  },
  'AGT-03': {
    title: 'No recovery is running',
    cause: 'There is no agent to talk to.',
    advice: 'Start one with "rsd-agent run"',
    retry: 'never',
  },
  'AGT-04': {
    title: 'The control socket cannot be opened',
    cause: 'The folder for the socket cannot be written.',
    advice: 'Start the agent as root',
    retry: 'never',
  },
  'FMT-01': {
    title: 'Data is not in the format that it should be in',
    cause: 'A size, an offset, a checksum or a magic number is wrong.',
    advice: 'Make the stick again',
    retry: 'never',
  },
  'INI-01': {
    title: 'The recovery stick did not appear',
    cause: 'The stick that this recovery was started from was not found again within a minute.',
    advice: 'Turn the device off, plug the stick into another port, and start recovery again',
    retry: 'never',
  },
  'INI-02': {
    title: 'The recovery software on the stick is damaged',
    cause: 'The recovery root filesystem is not the one that was signed.',
    advice: 'Make the stick again, on another stick if it happens twice',
    retry: 'never',
  },
  'INI-03': {
    title: 'There is not enough memory',
    cause: 'The recovery software does not fit into the memory of this device.',
    advice: 'Have the memory of the device checked',
    retry: 'never',
  },
  'INI-04': {
    title: 'The recovery software cannot be started',
    cause: 'The recovery root filesystem is whole and does not start.',
    advice: 'Make the stick again with current recovery software',
    retry: 'never',
  },
  'INI-05': {
    title: 'The recovery kernel was not told what to start',
    cause: 'The signed command line does not name the recovery root filesystem.',
    advice: 'Make the stick again',
    retry: 'never',
  },
  'PWR-01': {
    title: 'There is not enough power',
    cause: 'The battery is too low to write the disk safely, and no charger was plugged in.',
    advice: 'Plug in the charger and start recovery again',
    retry: 'ask',
  },
  'PWR-02': {
    title: 'It is not known whether there is enough power',
    cause: 'The device does not say how full its battery is and whether the charger is plugged in.',
    advice: 'Plug in the charger, and leave it plugged in until recovery is complete',
    retry: 'ask',
  },
  'BUG-00': {
    title: 'The recovery agent has a defect',
    cause: 'Something happened that the agent was not written for.',
    advice: 'Save the log and report it',
    retry: 'never',
  },
} as const satisfies Record<string, FaultEntry>;

interface FaultEntry {
  readonly title: string;
  readonly cause: string;
  readonly advice: string;
  readonly retry: 'auto' | 'ask' | 'never';
}

export type FaultCode = keyof typeof FAULTS;
