import type { MetadataJson } from 'libphonenumber-js/core';
import mobile from 'libphonenumber-js/mobile/metadata';

/** Where a country's formats are in version 4 of the metadata (libphonenumber-js, metadata.js, `_getFormats`). */
const FORMATS = 4;

type Countries = Readonly<Record<string, readonly unknown[]>>;

/**
 * What libphonenumber-js must know to tell a mobile number and its country, without how numbers are printed: half of it.
 *
 * @throws when the library has another version of metadata, where the formats may be elsewhere
 */
export function phoneMetadata(): MetadataJson {
  const { version, countries, nonGeographic, ...rest } = mobile;
  if (version !== 4)
    throw new Error(`libphonenumber-js has metadata of version ${version}, not 4: see lib/code/phone-metadata.ts.`);
  return {
    ...rest,
    version,
    countries: withoutFormats(countries),
    nonGeographic: withoutFormats(nonGeographic),
  } as unknown as MetadataJson;
}

function withoutFormats(countries: Countries): Countries {
  return Object.fromEntries(
    Object.entries(countries).map(([name, parts]) => [
      name,
      parts.map((part, index) => (index === FORMATS ? 0 : part)),
    ]),
  );
}
