import { atLevel, changesAnything, variableIds } from '../edit/edit-kinds.ts';
import type { FaceEdit } from '../edit/face-edit.ts';
import { gridEdits } from '../edit/frames.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { saysText } from '../text/says.ts';
import { worded } from '../text/model-words.ts';
import { sheetRows, type SheetRow } from './contact-sheet.ts';
import type { EditorState } from './editor-store.ts';
import { hasLooks, manifestOf, selectedFace } from './face-selectors.ts';
import { taskOf } from './face-tasks.ts';
import { formatPercent } from './format.ts';

/** What taking a variation over sets: levels, or a move to a domain. */
export type VariationSettings =
  | { readonly kind: 'levels'; readonly levels: Readonly<Record<string, number>> }
  | { readonly kind: 'move'; readonly targetId: string; readonly strength: number; readonly seed?: number };

/** One cell: how the face would be, and what makes it so. */
export interface Variation {
  readonly label: string;
  readonly edit: FaceEdit;
  readonly settings: VariationSettings;
  /** The face is so already. */
  readonly isPresent: boolean;
}

export interface VariationGrid {
  /** Empty where the cells say themselves what they are. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly Variation[])[];
}

/** What a person chooses of a grid: what goes down and across, and which of the looks are shown. */
export interface GridChoice {
  readonly downId: string | undefined;
  readonly acrossId: string | undefined;
  readonly round: number;
}

const LEVELS = [0, 0.25, 0.5, 0.75, 1] as const;
const LOOKS_EACH_WAY = 3;

/** What can go down or across: the attributes whose source is known; nothing where a model has named domains. */
export function gridAttributes(state: EditorState): readonly SheetRow[] {
  const domains = worded(manifestOf(state)?.domains);
  if (domains?.kind !== 'attributes') return [];
  const ids = new Set(sheetRows(state).map(({ id }) => id));
  return domains.attributes.filter(({ id }) => ids.has(id));
}

/** The variations of the selected face; undefined until it is read, and where nothing of it can be varied. */
export function variationGrid(state: EditorState, choice: GridChoice): VariationGrid | undefined {
  const face = selectedFace(state);
  const manifest = manifestOf(state);
  const edit = face && taskOf(state, face)?.edit;
  if (!edit || !manifest) return undefined;
  if (edit.kind === 'attributes') return attributesGrid(state, edit, manifest, choice);
  return hasLooks(state) ? looksGrid(edit, manifest, choice.round) : domainsGrid(edit, manifest);
}

function attributesGrid(state: EditorState, edit: FaceEdit, manifest: BundleManifest, { downId, acrossId }: GridChoice): VariationGrid | undefined {
  const known = gridAttributes(state);
  const across = known.find(({ id }) => id === acrossId) ?? known[0];
  const down = known.find(({ id }) => id === downId && id !== across?.id) ?? known.find(({ id }) => id !== across?.id);
  if (!across) return undefined;
  // A model of one attribute has one row.
  const edits = down ? gridEdits(edit, manifest, { id: down.id, levels: LEVELS }, { id: across.id, levels: LEVELS }) : [LEVELS.map((level) => atLevel(edit, manifest, across.id, level))];
  const present = JSON.stringify(edit);
  return {
    rows: down ? LEVELS.map((level) => saysText().levelOf({ title: down.title, percent: formatPercent(level) })) : [], columns: LEVELS.map((level) => saysText().levelOf({ title: across.title, percent: formatPercent(level) })),
    cells: edits.map((row, y) => row.map((each, x): Variation => ({
      label: [...(down ? [saysText().levelOf({ title: down.title, percent: formatPercent(LEVELS[y]!) })] : []), saysText().levelOf({ title: across.title, percent: formatPercent(LEVELS[x]!) })].join(saysText().comma),
      edit: each, isPresent: JSON.stringify(each) === present,
      settings: { kind: 'levels', levels: { ...(down ? { [down.id]: LEVELS[y]! } : {}), [across.id]: LEVELS[x]! } },
    }))),
  };
}

function titleOf({ domains }: BundleManifest, id: string): string {
  return domains.kind === 'named' ? worded(domains).names.find((name) => name.id === id)?.title ?? id : id;
}

function domainsGrid(edit: FaceEdit, manifest: BundleManifest): VariationGrid {
  const ids = variableIds(edit, manifest);
  const strengths = LEVELS.slice(1);
  const present = JSON.stringify(edit);
  return {
    rows: ids.map((id) => titleOf(manifest, id)), columns: strengths.map(formatPercent),
    cells: ids.map((id) => strengths.map((strength): Variation => {
      const each = atLevel(edit, manifest, id, strength);
      return { label: saysText().levelOf({ title: titleOf(manifest, id), percent: formatPercent(strength) }), edit: each, isPresent: JSON.stringify(each) === present, settings: { kind: 'move', targetId: id, strength } };
    })),
  };
}

/** Looks of the domain that is moved to, else of the first that is not the face's own. */
function looksGrid(edit: FaceEdit, manifest: BundleManifest, round: number): VariationGrid | undefined {
  if (edit.kind !== 'domain' || manifest.domains.kind !== 'named') return undefined;
  const { names } = manifest.domains;
  const targetId = (edit.target === edit.source ? names.find((_, i) => i !== edit.source) : names[edit.target])?.id;
  if (targetId === undefined) return undefined;
  const strength = changesAnything(edit) ? edit.strength : 1;
  const { kind, source } = edit;
  const target = names.findIndex(({ id }) => id === targetId);
  return {
    rows: [], columns: [],
    cells: Array.from({ length: LOOKS_EACH_WAY }, (_, y) => Array.from({ length: LOOKS_EACH_WAY }, (__, x): Variation => {
      const seed = round * LOOKS_EACH_WAY ** 2 + y * LOOKS_EACH_WAY + x;
      return { label: saysText().look({ seed }), edit: { kind, source, target, strength, seed }, isPresent: changesAnything(edit) && edit.code === undefined && (edit.seed ?? 0) === seed, settings: { kind: 'move', targetId, strength, seed } };
    })),
  };
}
