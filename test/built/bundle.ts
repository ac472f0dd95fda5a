import type { Settings } from '../../contract/settings';
import { built } from './built';

/** The folder with the `index.mjs` that is deployed for an entry of `lambda/`. See `bundle` for the parameters. */
export function builtBundle(entry: string, settings?: Settings): string {
  return built(`bundle-${entry}`, settings ?? null, (unfinished) => {
    const { bundle } = require('../../lib/code/bundle') as typeof import('../../lib/code/bundle');
    bundle(entry, unfinished, settings);
  });
}
