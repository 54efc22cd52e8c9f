import { expect, test } from 'vitest';
import { keepRules } from '../../initramfs/keep-rules.ts';
import { readList } from '../../initramfs/read-list.ts';

test.for([
  ['what no rule names', 'etc/passwd', true],
  ['what a rule names', 'usr/share', false],
  ['what is below it', 'usr/share/doc/x', false],
  ['what only begins alike', 'usr/shared', true],
  ['what a later rule keeps', 'usr/share/dbus-1/system.conf', true],
  ['what a still later one drops', 'usr/share/dbus-1/services/a', false],
  ['a name for which a star stands', 'usr/lib/libx.so.1', false],
  ['a star that does not stand for a slash', 'usr/lib/deep/libx.so.1', true],
  ['a dot that stands for itself', 'usr/lib/libxaso', true],
] as const)('keepRules() decides about %s', ([, path, kept]) => {
  const rules = ['usr/share', '!usr/share/dbus-1', 'usr/share/dbus-1/services', 'usr/lib/lib*.so*'];
  expect(keepRules(rules)(path)).toBe(kept);
});

test.for([
  'usr/sbin/agetty',
  'usr/sbin/sulogin',
  'usr/bin/su',
  'usr/bin/login',
  'usr/bin/dpkg',
  'usr/lib/systemd/system/getty@.service',
  'usr/lib/systemd/system/serial-getty@.service',
  'usr/lib/systemd/system/debug-shell.service',
  'usr/lib/systemd/system/emergency.service',
  'usr/lib/systemd/system/rescue.target',
  'usr/lib/systemd/system/sysinit.target.wants/systemd-firstboot.service',
  'usr/lib/systemd/system-generators/systemd-getty-generator',
  'usr/lib/systemd/systemd-logind',
])('the rules of the root filesystem leave out %s', async (path) => {
  expect(keepRules(await readList('initramfs/rootfs.rules'))(path)).toBe(false);
});

test.for([
  'usr/lib/systemd/systemd',
  'usr/sbin/mkfs.ext4',
  'usr/sbin/reboot',
  'usr/bin/mount',
  'usr/bin/umount',
  'usr/lib/terminfo/l/linux',
  'usr/lib/terminfo/v/vt220',
])('the rules of the root filesystem keep %s', async (path) => {
  expect(keepRules(await readList('initramfs/rootfs.rules'))(path)).toBe(true);
});
