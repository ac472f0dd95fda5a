import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { name } from '../../package.json';
import { commandsOf, parseWorkflow, unpinnedActions } from './workflow';

const FOLDER = join(__dirname, '..', '..', '.github', 'workflows');

function workflow(file: string) {
  return parseWorkflow(readFileSync(join(FOLDER, file), 'utf8'));
}

describe.each(readdirSync(FOLDER))('the workflow %s', (file) => {
  const { jobs, permissions } = workflow(file);

  it('fixes every action to a commit', () => {
    expect(unpinnedActions(workflow(file))).toEqual([]);
  });

  it('may only read, except where a job says otherwise', () => {
    expect(permissions).toEqual({ contents: 'read' });
  });

  it('ends jobs that hang', () => {
    const endless = Object.entries(jobs).filter(([, job]) => !job.uses && !job['timeout-minutes']);

    expect(endless.map(([job]) => job)).toEqual([]);
  });

  it('waits only for jobs that it has', () => {
    const needed = Object.values(jobs).flatMap(({ needs }) => needs ?? []);

    expect(needed.filter((job) => !(job in jobs))).toEqual([]);
  });
});

describe('a release', () => {
  const { jobs } = workflow('release.yml');
  const job = (id: string) => jobs[id] ?? {};

  it('is packed after all checks, released after it is packed, and published last', () => {
    const order = Object.entries(jobs).map(([id, { needs }]) => [needs, id]);

    expect(order).toEqual([
      [undefined, 'agree'],
      ['agree', 'test'],
      ['test', 'pack'],
      ['pack', 'release'],
      ['release', 'publish'],
    ]);
  });

  it('has the packed file and the SBOM attached', () => {
    expect(commandsOf(job('pack'))).toContain('npm pack');
    expect(commandsOf(job('pack'))).toContain(`.github/sbom.mjs > "${name}-`);
    expect(job('pack').steps?.at(-1)?.with).toMatchObject({ path: `${name}-*` });
    expect(commandsOf(job('release'))).toMatch(/gh release create .* package\/\*$/m);
  });

  it('runs no code of a dependency in a job that may write', () => {
    const writing = Object.values(jobs).filter(({ permissions = {} }) => Object.values(permissions).includes('write'));

    expect(writing).toEqual([job('release'), job('publish')]);
    expect(writing.map(commandsOf).join('\n')).not.toMatch(/npm (ci|i|install|pack|run|test)\b|npx/);
  });

  it('tries to publish the packed file with provenance, and publishes nothing', () => {
    expect(job('publish').permissions).toEqual({ 'id-token': 'write' });
    const publishing = Object.values(jobs).flatMap(({ steps = [] }) =>
      steps.flatMap(({ run = '' }) => run.match(/npm publish.*/g) ?? []),
    );

    expect(publishing).toEqual([`npm publish ./package/*.tgz --provenance --access public --dry-run`]);
  });
});
