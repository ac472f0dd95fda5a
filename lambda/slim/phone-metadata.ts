import type { MetadataJson } from 'libphonenumber-js/core';

/** Compiled in by `lib/bundle.ts`, without the formats. */
declare const PHONE_METADATA: MetadataJson;

/**
 * Takes the place of `libphonenumber-js/mobile/metadata` in the bundle. Half of it says how numbers are printed; we only
 * ask whether one is a mobile one, and whose.
 */
export default PHONE_METADATA;
