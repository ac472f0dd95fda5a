// The app as the CDK CLI starts it, broken in some ways. Usage: tsx mutated-app.ts NAME… [-c config=FILE]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUTATIONS, PLANTED_FAILURE } from './mutations';

/** What the app is made of. */
const SOURCES = ['bin', 'config', 'contract', 'lambda', 'lib', 'templates', 'package.json', 'tsconfig.json'];

const mutations = [...MUTATIONS, PLANTED_FAILURE].filter(({ name }) => process.argv.includes(name));
const edits = mutations.flatMap(({ edit }) => edit ?? []);
const { CDK_OUTDIR = '' } = process.env;

/** Copies the app's sources, since a run must not change those of the working tree. */
function editedCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'logto-sms-mutated-'));
  for (const name of SOURCES) cpSync(name, join(folder, name), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  for (const { file, from, to } of edits) {
    const source = readFileSync(join(folder, file), 'utf8');
    if (source.split(from).length !== 2) throw new Error(`${file} does not have "${from}" once.`);
    writeFileSync(join(folder, file), source.replace(from, to));
  }
  return folder;
}

const folder = edits.length > 0 ? editedCopy() : undefined;
const { status } = spawnSync('npx', ['tsx', 'bin/app.ts'], { stdio: 'inherit', cwd: folder });
if (folder) rmSync(folder, { recursive: true });
if (status !== 0) process.exit(status ?? 1);

for (const file of readdirSync(CDK_OUTDIR).filter((name) => name.endsWith('.template.json'))) {
  const path = join(CDK_OUTDIR, file);
  const template = JSON.parse(readFileSync(path, 'utf8'));
  for (const { apply } of mutations) apply?.(template);
  const mutated = JSON.stringify(template);
  writeFileSync(path, mutated);
  rename(file, createHash('sha256').update(mutated).digest('hex'));
}

/** Gives a template a name of its own in the bucket: the CLI does not upload again what is there by the same name. */
function rename(template: string, hash: string): void {
  const assets = join(CDK_OUTDIR, template.replace('.template.json', '.assets.json'));
  const { files }: { files: Record<string, { source: { path: string } }> } = JSON.parse(readFileSync(assets, 'utf8'));
  const [old = ''] = Object.keys(files).filter((key) => files[key]?.source.path === template);
  for (const path of [assets, join(CDK_OUTDIR, 'manifest.json')]) {
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(old, hash));
  }
}
