import type { VerifiedRelease } from '../catalog/verified-release.ts';
import type { BlockDevice } from '../core/ports.ts';
import type { InstallPlan } from '../install/install-plan.ts';
import type { Download } from '../net/keep/keep-download.ts';
import type { OpenImages } from './open-images.ts';
import type { ReadyFirmware } from './ready-firmware.ts';

/** Everything that could be refused was not: what is left is consent and writing. */
export interface ReadyInstall extends AsyncDisposable {
  readonly release: VerifiedRelease;
  readonly plan: InstallPlan;
  readonly disk: BlockDevice;
  readonly images: OpenImages;
  readonly firmware: ReadyFirmware;
  /** What is kept of it on the stick while it is fetched. */
  readonly download: Download | 'none';
}
