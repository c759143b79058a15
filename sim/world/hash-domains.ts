/** What tells apart the words of the rolling hash and the identities of events. */
import { ofLabel } from '../core/fingerprint.ts';

export const hashDomains = {
  boot: ofLabel('boot'),
  message: ofLabel('message'),
  timeout: ofLabel('timeout'),
  request: ofLabel('request'),
  stored: ofLabel('stored'),
  storageFailed: ofLabel('storageFailed'),
  send: ofLabel('send'),
  reply: ofLabel('reply'),
  write: ofLabel('write'),
  rewrite: ofLabel('rewrite'),
  setTimer: ofLabel('setTimer'),
  cancelTimer: ofLabel('cancelTimer'),
  emit: ofLabel('emit'),
  sync: ofLabel('sync'),
  attend: ofLabel('attend'),
  copy: ofLabel('copy'),
  link: ofLabel('link'),
  fault: ofLabel('fault'),
  host: ofLabel('host'),
} as const;
