// The app as the CDK CLI starts it, with one thing broken in its template. Usage: tsx mutated-app.ts NAME [-c config=FILE]
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTATIONS } from './mutations';

const mutation = MUTATIONS.find(({ name }) => name === process.argv[2]);
const { CDK_OUTDIR = '' } = process.env;

const { status } = spawnSync('npx', ['tsx', 'bin/app.ts'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

for (const file of readdirSync(CDK_OUTDIR).filter((name) => name.endsWith('.template.json'))) {
  const path = join(CDK_OUTDIR, file);
  const template = JSON.parse(readFileSync(path, 'utf8'));
  mutation?.apply(template);
  writeFileSync(path, JSON.stringify(template));
}
