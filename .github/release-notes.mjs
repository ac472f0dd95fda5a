/**
 * Prints what CHANGELOG.md says of a version, as the notes of its release.
 *
 *   node .github/release-notes.mjs v0.1.0
 *
 * Fails unless package.json and package-lock.json have that version too, and says everything that is missing.
 */
import { readFileSync } from 'node:fs';

const [tag = ''] = process.argv.slice(2);
const version = tag.slice(1);
const notes = notesOf(version);
const faults = [
  ...(/^v\d+\.\d+\.\d+$/.test(tag) ? [] : ['A tag is a v and a version, such as v0.1.0.']),
  ...['package.json', 'package-lock.json'].flatMap((file) => {
    const found = JSON.parse(read(file)).version;
    return found === version ? [] : [`${file} has the version ${found}.`];
  }),
  ...(notes ? [] : [`CHANGELOG.md says nothing below "## ${version} - YYYY-MM-DD".`]),
];

if (faults.length > 0) {
  console.error(`"${tag}" cannot be released:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(notes);
}

/** What stands below the heading of a version; empty when there is nothing, or no such heading. */
function notesOf(version) {
  const sections = read('CHANGELOG.md').split(/^## /m).slice(1);
  const section = sections.find((each) => /^(\S+) - \d{4}-\d{2}-\d{2}\n/.exec(each)?.[1] === version);
  return section?.slice(section.indexOf('\n')).trim() ?? '';
}

function read(file) {
  return readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
}
