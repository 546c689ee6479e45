import type { BundleManifest } from '../l2m/manifest.ts';
import type { EditedStyle, StyleLatents } from '../l2m/latent.ts';
import type { FaceSettings, FaceSight } from './face-edit.ts';
import type { RecipeReference, ReferenceReading } from './reference.ts';

export type Domains = BundleManifest['domains'];

/** Everything that differs from one kind of edit to another; a new kind is a new module with one of these, and a row in `edit-kinds.ts`. */
export interface EditKind<Edit, Wanted, Recipe> {
  /** True when the edit asks for anything other than the source. */
  changesAnything(edit: Edit): boolean;
  /** Indices of the attributes whose levels differ from the source's; none where an edit has no attributes. */
  changedAttributes(edit: Edit): readonly number[];
  /** Ids of what the edit changes, in the manifest's order: the `<attrs>` of a file name. */
  changedIds(edit: Edit, domains: Domains): readonly string[];
  /** The edit of a face that is now known. */
  resolve(wanted: Wanted, manifest: BundleManifest, sight: FaceSight): Edit;
  /** Ids of what is asked for and not done, because neither anybody nor anything could tell what the face is now. */
  untold(wanted: Wanted, manifest: BundleManifest, sight: FaceSight): readonly string[];
  /** The domain whose head of the style encoder reads the face. */
  sourceDomain(edit: Edit): number;
  /** Of the latent that a mapping network makes the targets of. */
  latentSeed(edit: Edit): number;
  style(edit: Edit, latents: StyleLatents): EditedStyle;
  /** What one row of a contact sheet varies, and the edit with that at a level and the rest as it is. */
  variableIds(edit: Edit, domains: Domains): readonly string[];
  varied(edit: Edit, domains: Domains, id: string, strength: number): Edit;
  /** The edit with one attribute at an absolute level, or moved to one domain by it. */
  atLevel(edit: Edit, domains: Domains, id: string, level: number): Edit;
  /** A share of the way from the source to the edit: 0 the source, 1 the edit itself. */
  partly(edit: Edit, share: number): Edit;
  /** What a person's settings in the editor ask for; a reference that was not read leads nothing. */
  wantedBySettings(settings: FaceSettings, domains: Domains, reading: ReferenceReading | undefined): Wanted;
  /** The settings as a recipe for any face; `statesSource` picks the source values that only the person could tell. */
  recipeOfSettings(settings: FaceSettings, domains: Domains, statesSource: (id: string) => boolean): Recipe;
  /**
   * A reference that was not read is checked and leads nothing.
   * @throws AppError `recipe-attribute`, `recipe-level`, `recipe-empty`, `recipe-reference`, `reference-untold`
   */
  wantedByRecipe(recipe: Recipe, manifest: BundleManifest, reading: ReferenceReading | undefined): Wanted;
  /** What a recipe says that its reference is, per attribute. */
  saidOfReference(recipe: Recipe, domains: Domains): readonly (0 | 1 | undefined)[];
  /** The picture of a recipe's reference. */
  reference(recipe: Recipe): RecipeReference | undefined;
  /** Ids of what a recipe changes, in its own order. */
  recipeIds(recipe: Recipe): readonly string[];
  /** What the form of a new recipe begins with. */
  firstRecipe(domains: Domains): Recipe;
}
