import { barChart } from '../../../bench/speed/plot';

describe('a bar chart', () => {
  const bars = [
    { label: 'theirs', value: 200, isOurs: false },
    { label: 'ours <&>', value: 50, isOurs: true },
  ];
  const svg = barChart('Title', 'Subtitle', 'ms', bars);

  it('draws each bar as long as its value', () => {
    const lengths = [...svg.matchAll(/<rect x="210" [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(lengths).toHaveLength(2);
    expect((lengths[0] ?? 0) / (lengths[1] ?? 1)).toBeCloseTo(4, 1);
  });

  it('marks ours, and says each value', () => {
    expect(svg.match(/class="ours"/g)).toHaveLength(1);
    expect(svg).toContain('200 ms');
    expect(svg).toContain('50 ms');
  });

  it('lets no label break it', () => {
    expect(svg).toContain('ours &#60;&#38;&#62;');
  });
});
