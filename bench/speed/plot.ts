/** A bar: what it stands for, how long it is, and whether it is ours. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly isOurs: boolean;
}

const WIDTH = 760;
const LABELS = 210;
const ROW = 30;
const TOP = 56;

/**
 * A bar chart as SVG that reads in light and dark, on a screen and on paper.
 *
 * @param unit stands behind each value
 */
export function barChart(title: string, subtitle: string, unit: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const scale = (WIDTH - LABELS - 90) / most;
  const rows = bars.map(({ label, value, isOurs }, index) => {
    const y = TOP + index * ROW;
    const length = Math.max(2, value * scale);
    return [
      `<text x="${LABELS - 10}" y="${y + 15}" text-anchor="end"${isOurs ? ' font-weight="600"' : ''}>${escaped(label)}</text>`,
      `<rect x="${LABELS}" y="${y}" width="${length.toFixed(1)}" height="21" rx="2" class="${isOurs ? 'ours' : 'other'}"/>`,
      `<text x="${(LABELS + length + 8).toFixed(1)}" y="${y + 15}">${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${escaped(unit)}</text>`,
    ].join('\n');
  });
  const height = TOP + bars.length * ROW + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="14">
<style>
rect.page { fill: #fff } text { fill: #1f2328 } text.quiet { fill: #59636e } .ours { fill: #0969da } .other { fill: #a5afba }
@media (prefers-color-scheme: dark) { rect.page { fill: #0d1117 } text { fill: #f0f6fc } text.quiet { fill: #9198a1 } .ours { fill: #4493f8 } .other { fill: #57606a } }
</style>
<rect class="page" width="${WIDTH}" height="${height}"/>
<text x="10" y="22" font-size="16" font-weight="600">${escaped(title)}</text>
<text x="10" y="42" class="quiet" font-size="13">${escaped(subtitle)}</text>
${rows.join('\n')}
</svg>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
