import { expect, test } from 'vitest';
import { moduleClosure } from '../../initramfs/module-closure.ts';

const TABLES = {
  dependencies: [
    'kernel/usb-common.ko:',
    'kernel/usbcore.ko: kernel/usb-common.ko',
    'kernel/usb-storage.ko: kernel/scsi_mod.ko kernel/usbcore.ko kernel/usb-common.ko',
    'kernel/scsi_mod.ko:',
    '',
  ].join('\n'),
  builtIn: 'kernel/fs/ext-fs.ko\n',
};

test('moduleClosure() puts what a module needs before it, and each module once', () => {
  expect(moduleClosure(TABLES, ['usb-storage', 'usbcore'])).toEqual([
    'kernel/usb-common.ko',
    'kernel/usbcore.ko',
    'kernel/scsi_mod.ko',
    'kernel/usb-storage.ko',
  ]);
});

test('moduleClosure() takes - and _ for the same', () => {
  expect(moduleClosure(TABLES, ['usb_common', 'scsi-mod'])).toEqual([
    'kernel/usb-common.ko',
    'kernel/scsi_mod.ko',
  ]);
});

test('moduleClosure() has no file for what is built into the kernel', () => {
  expect(moduleClosure(TABLES, ['ext_fs'])).toEqual([]);
});

test('moduleClosure() refuses a module that the kernel does not have', () => {
  expect(() => moduleClosure(TABLES, ['floppy'])).toThrow('The kernel has no module floppy');
});
