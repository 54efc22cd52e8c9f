import type { SealedImage } from './seal-image.ts';

/** What the recovery kernel is told, and what the signature of the recovery kernel covers. */
export function commandLine({ dataBlocks, rootDigest, salt }: SealedImage, partitionGuid: string): string {
  return [
    `rsd.root=PARTUUID=${partitionGuid.toLowerCase()}`,
    `rsd.digest=${rootDigest}`,
    `rsd.salt=${salt}`,
    `rsd.blocks=${dataBlocks}`,
    'quiet',
    'panic=30',
    // The check of the timer of 1981 fails in a virtual machine on a busy computer; no device of ours needs that timer.
    'no_timer_check',
    // Algorithms need not prove themselves at every start: what they hash has to come out right anyway.
    'cryptomgr.notests',
    'vt.global_cursor_default=0',
    'systemd.import_credentials=no',
    // The last one is where /dev/console leads to.
    'console=tty1',
    'console=ttyS0,115200',
  ].join(' ');
}
