import type { MetadataJson } from 'libphonenumber-js/core';
import mobile from 'libphonenumber-js/mobile/metadata';

/** The index of a country's formats in version 4 of the metadata (libphonenumber-js, metadata.js, `_getFormats`). */
const FORMATS = 4;

type Countries = Readonly<Record<string, readonly unknown[]>>;

/**
 * Returns the metadata that libphonenumber-js needs to recognize mobile numbers and their countries. The formats for
 * printing numbers are removed, which halves its size.
 *
 * @throws if the metadata has another version than 4: the formats may have another index there
 */
export function phoneMetadata(): MetadataJson {
  const { version, countries, nonGeographic, ...rest } = mobile;
  if (version !== 4) {
    throw new Error(
      `The metadata of libphonenumber-js has version ${version} instead of 4. Adapt lib/code/phone-metadata.ts to it.`,
    );
  }
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
