import { readFileSync, writeFileSync } from 'node:fs';
import { withReference } from '../config/reference';
import { configSchema } from '../config/schema';

/** Writes what editors check `sms.config.json` with, and the tables of keys that people read. */
const PAGE = 'docs/configuration.md';
writeFileSync('sms.config.schema.json', `${JSON.stringify(configSchema(), null, 2)}\n`);
writeFileSync(PAGE, withReference(readFileSync(PAGE, 'utf8')));
