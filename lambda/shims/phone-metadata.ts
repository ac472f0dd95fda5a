import type { MetadataJson } from 'libphonenumber-js/core';

/** JSON that `lib/code/bundle.ts` compiles in, without the number formats. V8 parses JSON faster than JavaScript. */
declare const PHONE_METADATA: string;

/**
 * Replaces `libphonenumber-js/mobile/metadata` in the bundle. Half of that describes how numbers are formatted. We only
 * ask whether a number is a mobile number, and of which country.
 */
export default JSON.parse(PHONE_METADATA) as MetadataJson;
