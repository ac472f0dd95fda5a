import { readFileSync, writeFileSync } from 'node:fs';
import { withReference } from '../config/reference';
import { configSchema } from '../config/schema';

const PAGE = 'docs/configuration.md';

// The JSON schema with which editors check `sms.config.json`, and the tables of keys for people.
writeFileSync('sms.config.schema.json', `${JSON.stringify(configSchema(), null, 2)}\n`);
writeFileSync(PAGE, withReference(readFileSync(PAGE, 'utf8')));
