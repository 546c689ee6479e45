import type { BundleManifest } from '../l2m/manifest.ts';
import type { Tally } from './evaluate-crop.ts';
import { COMPOSITES, evaluationEdits, type CompositeName } from './evaluate-edits.ts';
import { row, type QualityRow } from './evaluate-library.ts';
import { quantile } from './evaluate-statistics.ts';

/** The rows that the judge and the model's own codes give. */
export function judgeRows(manifest: BundleManifest, { averages, slopes }: Tally): readonly QualityRow[] {
  const { domains } = manifest;
  const rows: QualityRow[] = [];
  const add = (group: string, name: string, key: string, unit: string, factor = 1, digits = 1): void => {
    const mean = averages.mean(key);
    if (mean !== undefined) rows.push(row(group, name, factor * mean, unit, digits));
  };
  const columns = domains.kind === 'attributes' ? domains.attributes : domains.names;
  columns.forEach(({ title }, j) => { add('The judge itself', `${title}: real crops that it gets right`, `judge|${j}`, '%', 100); });
  for (const composite of Object.keys(COMPOSITES) as CompositeName[]) {
    const group = `By the judge, in ${composite}`;
    for (const { title } of evaluationEdits(manifest)) add(group, `${title}: edits that it confirms`, `${composite}|${title}`, '%', 100);
    add(group, 'untouched attributes whose verdict changes (leak)', `${composite}|leak`, '%', 100);
    add(group, 'mean change outside the face oval, of 255', `${composite}|outside`, '', 1, 2);
  }
  add('By the judge, in replace', 'reconstruction, mean absolute difference on [-1,1]', 'replace|reconstruction', '', 1, 4);
  for (const last of [1, 1.5]) {
    for (const { title } of evaluationEdits(manifest)) {
      const faces = slopes.get(`${title}|${last}`);
      if (faces) rows.push(row('Strength against the judge’s score, Spearman, median face', `${title}, strength 0 to ${last}`, quantile(faces, 0.5), '', 2));
    }
  }
  add('Style codes', '|cosine| of s_related and s_unrelated', 'model|before', '', 1, 3);
  add('Style codes', '|cosine| of s_related moved and s_unrelated', 'model|after', '', 1, 3);
  return rows;
}

const BEGIN = '<!-- evaluation -->';
const END = '<!-- /evaluation -->';

/** A card with the evaluation's table in it: between its markers, else at its end. */
export function cardWithTable(card: string, { measuredBy, rows }: NonNullable<BundleManifest['quality']>): string {
  const table = `${BEGIN}\n\n${tablesOf(rows)}\n\nMeasured by ${measuredBy}.\n\n${END}`;
  const [begin, end] = [card.indexOf(BEGIN), card.indexOf(END)];
  return begin >= 0 && end > begin
    ? card.slice(0, begin) + table + card.slice(end + END.length)
    : `${card.trimEnd()}\n\n## Evaluation\n\n${table}\n`;
}

/** A table per group; groups that differ in the composite alone share one, a column each. */
function tablesOf(rows: NonNullable<BundleManifest['quality']>['rows']): string {
  const tables = new Map<string, Map<string, Map<string, string>>>();
  for (const { group = 'Measured', name, value, unit } of rows) {
    const [title = group, column = 'value'] = group.split(', in ');
    const table = tables.get(title) ?? new Map<string, Map<string, string>>();
    tables.set(title, table.set(name, (table.get(name) ?? new Map<string, string>()).set(column, `${value} ${unit}`.trimEnd())));
  }
  return [...tables].map(([title, lines]) => {
    const columns = [...new Set([...lines.values()].flatMap((cells) => [...cells.keys()]))];
    return [
      `| ${title.replaceAll('|', '\\|')} | ${columns.join(' | ')} |`,
      `|---|${'---:|'.repeat(columns.length)}`,
      ...[...lines].map(([name, cells]) => `| ${name.replaceAll('|', '\\|')} | ${columns.map((column) => cells.get(column) ?? '').join(' | ')} |`),
    ].join('\n');
  }).join('\n\n');
}
