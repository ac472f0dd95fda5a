import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dependencies, name, version } from '../../package.json';
import lock from '../../package-lock.json';

const ROOT = join(__dirname, '..', '..');

/** Folders whose code the functions contain. */
const BUNDLED = ['lambda', 'contract', 'templates'];

interface Sbom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
}

describe('the SBOM of a release', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['.github/sbom.mjs'], { cwd: ROOT, encoding: 'utf8' });
  const read = (): Sbom => JSON.parse(stdout);
  const names = () => read().components.map((component) => component.name);

  it('is in CycloneDX, and about this version', () => {
    expect([status, stderr]).toEqual([0, '']);
    expect(read()).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name, version, purl: `pkg:npm/${name}@${version}` } },
    });
  });

  it('has every dependency, and every package that is bundled into the functions', () => {
    const bundled = BUNDLED.flatMap(importedBy);

    expect(bundled).toContain('@aws-sdk/client-sns');
    expect([...Object.keys(dependencies), ...bundled].filter((module) => !names().includes(module))).toEqual([]);
  });

  it("has what the dependencies need themselves, and none of the tests' packages", () => {
    expect(names()).toEqual(expect.arrayContaining(['@smithy/core', '@aws-sdk/core', 'tslib']));
    expect(names().filter((module) => /jest|biome|playwright|dynalite/.test(module))).toEqual([]);
  });

  it('has the versions of package-lock.json', () => {
    const locked = Object.entries<{ version?: string }>(lock.packages).map(([path, entry]) => {
      return `${path.replace(/^.*node_modules\//, '')}@${entry.version}`;
    });

    expect(read().components.filter((each) => !locked.includes(`${each.name}@${each.version}`))).toEqual([]);
  });
});

/** The packages that the files of a folder import. */
function importedBy(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'));
  const imports = sources.flatMap((text) => [...text.matchAll(/^(?:import|export)(?! type)[^;]*? from '([^']+)'/gm)]);
  const modules = imports.map(([, module = '']) => module).filter((module) => !/^(\.|node:)/.test(module));
  return [...new Set(modules.map((module) => /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? ''))];
}
