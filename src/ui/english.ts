import messages from '../../locales/en.json' with { type: 'json' };
import { makeWording } from './make-wording.ts';
import type { Wording } from './wording.ts';

export const ENGLISH: Wording = makeWording(messages, 'en');
