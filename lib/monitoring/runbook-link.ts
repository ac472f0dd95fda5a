/**
 * Where the runbook has what to do.
 *
 * @param heading as it stands in `docs/runbook.md`
 * @param url of the operator's copy of it; without one the place in the project is named
 */
export function runbookLink(heading: string, url: string | undefined): string {
  return url === undefined ? `docs/runbook.md, "${heading}".` : `${url}#${heading.toLowerCase().replaceAll(' ', '-')}`;
}
