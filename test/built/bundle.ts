import type { Settings } from '../../contract/settings';
import { built } from './built';

/** Returns the folder with the deployed `index.mjs` of an entry of `lambda/`. `bundle` explains the parameters. */
export function builtBundle(entry: string, settings?: Settings): string {
  return built(`bundle-${entry}`, settings ?? null, (unfinished) => {
    const { bundle } = require('../../lib/code/bundle') as typeof import('../../lib/code/bundle');
    bundle(entry, unfinished, settings);
  });
}
