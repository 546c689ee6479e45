/** The engine's types that the interface shows. */
export type { BackendReport, BundleAttribute, BundleManifest, MetadataChoice, Progress, RenderedPatch } from '../bridge/engine-client.ts';
export type { CheckpointInspection, LibraryProgress, StorageUsage, StoredModel } from '../bridge/model-library.ts';
