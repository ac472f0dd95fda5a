/**
 * Names the section of the runbook under a heading.
 *
 * @param heading a heading of `docs/runbook.md`
 * @param url the https address of the operator's copy of that file, if there is one
 * @returns the URL of the heading in the copy; without a copy the file and the heading, as a sentence
 */
export function runbookLink(heading: string, url: string | undefined): string {
  return url === undefined ? `docs/runbook.md, "${heading}".` : `${url}#${heading.toLowerCase().replaceAll(' ', '-')}`;
}
