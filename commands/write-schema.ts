import { writeFileSync } from 'node:fs';
import { configSchema } from '../lib/config-schema';

/** Writes what editors check `sms.config.json` with. */
writeFileSync('sms.config.schema.json', `${JSON.stringify(configSchema(), null, 2)}\n`);
