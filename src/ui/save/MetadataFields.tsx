import { Switch } from 'radix-ui';
import type { ReactNode } from 'react';
import type { MetadataChoice } from '../../picture/saved-metadata.ts';
import { dialogsText } from '../../text/dialogs.ts';
import switchStyles from '../controls/Switch.module.css';
import styles from './MetadataFields.module.css';

interface MetadataFieldsProps {
  readonly choice: MetadataChoice;
  /** The file says where it was taken. */
  readonly hasLocation: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (choice: MetadataChoice) => void;
  /** Whether the edit itself goes along; undefined where there is none that could. */
  readonly edit?: { readonly isKept: boolean; readonly onChange: (isKept: boolean) => void } | undefined;
}

/** What goes into the saved file beside the picture. */
export function MetadataFields({ choice, hasLocation, isDisabled, onChange, edit }: MetadataFieldsProps): ReactNode {
  const set = (change: Partial<MetadataChoice>): void => { onChange({ ...choice, ...change }); };
  return (
    <fieldset className={styles['group']}>
      <legend className={styles['legend']}>{dialogsText().inFile}</legend>
      <Row
        title={dialogsText().keepCamera} isOn={choice.keepsMetadata} isDisabled={isDisabled} onToggle={(keepsMetadata) => { set({ keepsMetadata }); }}
        hint={choice.keepsMetadata ? dialogsText().keepCameraOn : dialogsText().keepCameraOff}
      />
      {hasLocation && (
        <Row
          title={dialogsText().keepLocation} hint={dialogsText().locationHint} isOn={choice.keepsMetadata && choice.keepsLocation}
          isDisabled={isDisabled || !choice.keepsMetadata} onToggle={(keepsLocation) => { set({ keepsLocation }); }}
        />
      )}
      <Row
        title={dialogsText().markAi} hint={dialogsText().markAiHint} isOn={choice.saysAi} isDisabled={isDisabled}
        onToggle={(saysAi) => { set({ saysAi }); }}
      />
      {edit && (
        <Row
          title={dialogsText().keepEdit} isOn={edit.isKept} isDisabled={isDisabled} onToggle={edit.onChange}
          hint={dialogsText().keepEditHint}
        />
      )}
    </fieldset>
  );
}

interface RowProps {
  readonly title: string;
  readonly hint: string;
  readonly isOn: boolean;
  readonly isDisabled: boolean;
  readonly onToggle: (isOn: boolean) => void;
}

function Row({ title, hint, isOn, isDisabled, onToggle }: RowProps): ReactNode {
  return (
    <label className={styles['row']} data-disabled={isDisabled}>
      <span className={styles['title']}>{title}</span>
      <span className={styles['hint']}>{hint}</span>
      <Switch.Root className={switchStyles['switch']} aria-label={title} checked={isOn} disabled={isDisabled} onCheckedChange={onToggle}>
        <Switch.Thumb className={switchStyles['thumb']} />
      </Switch.Root>
    </label>
  );
}
