import type { BundleManifest } from './manifest.ts';

/** Model card with what the manifest knows, and the questions that only people can answer. */
export function cardStub(manifest: BundleManifest): string {
  const { domains } = manifest;
  const names = domains.kind === 'attributes'
    ? domains.attributes.map(({ title, off, on }) => `- ${title}: ${off} / ${on}`)
    : domains.names.map(({ title }) => `- ${title}`);
  return `# ${manifest.title}

| | |
|---|---|
| image size | ${manifest.imageSizePx} px |
| alignment | ${manifest.alignment} |
| licence | ${manifest.licence} |
| weights stored as | ${manifest.storage} |
| source | ${manifest.source.format}, ${manifest.source.bytes} bytes, SHA-256 ${manifest.source.sha256} |

## ${domains.kind === 'attributes' ? 'Attributes' : 'Domains'}

${names.join('\n')}

## To be written by whoever publishes this bundle

- Data: which pictures it was trained on, whose they are, under which terms.
- Training: how long, on what.
- Measured quality, and with which command.
- Limits: on whom and on what it fails.
- Intended and refused uses.
`;
}
