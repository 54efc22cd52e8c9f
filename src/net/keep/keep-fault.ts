import { Fault, toFault } from '../../core/faults.ts';
import { errorCode } from '../error-code.ts';

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: 'the stick is full',
  EDQUOT: 'the stick is full',
  EROFS: 'the stick is write-protected',
  EACCES: 'the stick cannot be written',
  EPERM: 'the stick cannot be written',
  EFBIG: 'a file is too long for the file system of the stick',
  EIO: 'the stick fails',
  ENODEV: 'the stick is gone',
  ENXIO: 'the stick is gone',
  ENOMEDIUM: 'the stick is gone',
  ESTALE: 'the stick is gone',
  ENOENT: 'something on the stick is gone',
  ENOTDIR: 'something else is in the place of a folder',
  ELOOP: 'a link is in the place of a file',
  EISDIR: 'a folder is in the place of a file',
};

/** Fault STK-06 for what went wrong with the stick while a download was kept on it; BUG-00 for what no system says. */
export function keepFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const errno = String(errorCode(error));
  if (errno === '') return toFault(error);
  return new Fault('STK-06', { problem: PROBLEMS[errno] ?? String(error), errno }, { cause: error });
}
