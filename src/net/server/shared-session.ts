import { orAborted } from '../or-aborted.ts';
import type { SftpSource } from './sftp-source.ts';

/** One session with one server, opened when it is needed, once for all who need it, and again when it has ended. */
export interface SharedSession extends AsyncDisposable {
  /** The session to use now; it may still be opening, or turn out not to open. @throws the signal's reason */
  current(signal: AbortSignal): Promise<{ readonly source: Promise<SftpSource> }>;
  /** Forgets a session that failed. False when somebody else who used it has done so already. */
  drop(source: Promise<SftpSource>): boolean;
}

export function sharedSession(open: () => Promise<SftpSource>): SharedSession {
  let current: Promise<SftpSource> | undefined;
  const close = (source: Promise<SftpSource>): Promise<void> =>
    // One that did not open has nothing to close.
    source.then((opened) => opened[Symbol.asyncDispose]()).catch(() => undefined);
  return {
    async current(signal) {
      const last = current;
      // A session may end while nobody uses it; that alone is no failure.
      if (last !== undefined && (await orAborted(isOver(last), signal)) && current === last)
        current = undefined;
      current ??= open();
      return { source: current };
    },
    drop(source) {
      if (source !== current) return false;
      current = undefined;
      void close(source);
      return true;
    },
    async [Symbol.asyncDispose]() {
      const last = current;
      current = undefined;
      if (last !== undefined) await close(last);
    },
  };
}

function isOver(source: Promise<SftpSource>): Promise<boolean> {
  return source.then(
    (opened) => opened.isOver(),
    () => false,
  );
}
