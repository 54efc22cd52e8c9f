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
