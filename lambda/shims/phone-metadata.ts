import type { MetadataJson } from 'libphonenumber-js/core';

/** Compiled in by `lib/code/bundle.ts` as JSON, without the formats: V8 reads that faster than the same in JavaScript. */
declare const PHONE_METADATA: string;

/**
 * Takes the place of `libphonenumber-js/mobile/metadata` in the bundle. Half of it says how numbers are printed; we only
 * ask whether one is a mobile one, and whose.
 */
export default JSON.parse(PHONE_METADATA) as MetadataJson;
