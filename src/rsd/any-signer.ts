import type { Policy } from '../catalog/policy.ts';
import { deviceModel } from './device/device-model.ts';

/** Takes every sound signature over a manifest: whom to trust is for devices to say. */
export const ANY_SIGNER: Policy = {
  device: deviceModel({ hwid: 'ANY', developerSwitch: 'on' }, 'rsd'),
  trustedKeys: [],
  keysFrom: 'recovery-software',
  minimumFirmwareVersion: 'unknown',
  minimumKernelVersion: 'unknown',
  agentVersion: '0',
};
