import { slug } from '../l2m/domain-table.ts';
import type { CheckpointInspection, ConversionChoices, StoredModel } from '../library/library-protocol.ts';
import { modelsText } from '../text/models.ts';

/** An attribute as typed. */
export interface AttributeDraft {
  readonly name: string;
  readonly off: string;
  readonly on: string;
}

/** What a person has typed and chosen about a conversion so far. */
export interface ImportDraft {
  readonly title: string;
  /** Undefined until typed: then it follows the title. */
  readonly typedId: string | undefined;
  readonly kind: 'attributes' | 'named';
  readonly attributes: readonly AttributeDraft[];
  readonly domains: readonly string[];
  readonly alignment: ConversionChoices['alignment'];
  readonly storage: ConversionChoices['storage'];
  readonly licence: string;
}

/** What is wrong with a draft, by field: `title`, `id`, `name-0` of an attribute or domain, `ends-0` of an attribute. */
export type DraftProblems = ReadonlyMap<string, string>;

const ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,63}$/;
const NO_LICENCE = 'unstated';
/** Words that say nothing of a face. */
const EMPTY_NAME = /^(attribute|domain|class|label)[\s_-]*\d*$/i;
const EMPTY_END = /^(on|off|yes|no|true|false|[01])$/i;

/** k binary attributes make 2^k domains; undefined when the number of domains is no such power, and for StarGAN v2, whose domains are of one kind. */
export function attributeCount({ domainCount, architecture }: CheckpointInspection): number | undefined {
  if (architecture === 'StarGAN v2') return undefined;
  const count = Math.log2(domainCount);
  return Number.isInteger(count) && count > 0 ? count : undefined;
}

/** The suggestions of the file. */
export function firstDraft(inspection: CheckpointInspection): ImportDraft {
  const { suggested: { title, alignment, domains }, domainCount } = inspection;
  const count = attributeCount(inspection);
  return {
    title,
    typedId: undefined,
    kind: domains?.kind ?? (count === undefined ? 'named' : 'attributes'),
    attributes: domains?.kind === 'attributes'
      ? domains.attributes.map((attribute) => ({ name: attribute.title, off: attribute.off, on: attribute.on }))
      : Array.from({ length: count ?? 0 }, () => ({ name: '', off: '', on: '' })),
    domains: domains?.kind === 'named' ? domains.names.map((name) => name.title) : Array.from({ length: domainCount }, () => ''),
    alignment,
    storage: 'float16',
    licence: '',
  };
}

/** The id that the model will get: as typed, else the file's suggestion, else made of the title. */
export function draftId({ title, typedId }: ImportDraft, { suggested }: CheckpointInspection): string {
  return typedId ?? (title === suggested.title ? suggested.id : slug(title));
}

/** Everything that stands between a draft and a conversion. */
export function draftProblems(draft: ImportDraft, inspection: CheckpointInspection, stored: readonly StoredModel[]): DraftProblems {
  const problems = new Map<string, string>();
  if (draft.title.trim() === '') problems.set('title', modelsText().giveTitle);
  const id = draftId(draft, inspection);
  // An id that follows the title is mended with it.
  if (!ID_PATTERN.test(id) && !(problems.has('title') && draft.typedId === undefined)) problems.set('id', modelsText().idRule);
  else if (stored.some((model) => model.id === id)) problems.set('id', modelsText().idTaken({ id }));
  const names = draft.kind === 'attributes' ? draft.attributes.map(({ name }) => name) : draft.domains;
  names.forEach((name, j) => {
    const problem = nameProblem(name, names.slice(0, j));
    if (problem !== undefined) problems.set(`name-${j}`, problem);
  });
  draft.attributes.forEach((attribute, j) => {
    const problem = draft.kind === 'attributes' ? endsProblem(attribute) : undefined;
    if (problem !== undefined) problems.set(`ends-${j}`, problem);
  });
  return problems;
}

function nameProblem(name: string, before: readonly string[]): string | undefined {
  const id = slug(name);
  if (name.trim() === '') return modelsText().giveName;
  if (EMPTY_NAME.test(name.trim())) return modelsText().saysNothing({ name: name.trim() });
  if (!ID_PATTERN.test(id)) return modelsText().latinRule;
  return before.some((other) => slug(other) === id) ? modelsText().twice({ name: name.trim() }) : undefined;
}

function endsProblem(attribute: AttributeDraft): string | undefined {
  const [off, on] = [attribute.off.trim(), attribute.on.trim()];
  if (off === '' || on === '') return modelsText().sayEnds;
  if (EMPTY_END.test(off) && EMPTY_END.test(on)) return modelsText().sayOfFace({ off, on });
  return off === on ? modelsText().differentWords : undefined;
}

/** A draft without problems in the converter's terms. */
export function choicesOf(draft: ImportDraft, inspection: CheckpointInspection): ConversionChoices {
  const { title, kind, attributes, domains, alignment, storage, licence } = draft;
  return {
    id: draftId(draft, inspection),
    title: title.trim(),
    licence: licence.trim() || NO_LICENCE,
    names: kind === 'attributes'
      ? { attributes: attributes.map(({ name, off, on }) => ({ id: name.trim(), off: off.trim(), on: on.trim() })) }
      : { domains: domains.map((name) => name.trim()) },
    alignment,
    storage,
  };
}
