interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number | "any";
  readonly disabled: boolean;
  onValue(value: number): void;
}

/** A number that people type; what is told may lie outside the bounds, which a browser only hints at. */
export function NumberField({ label, value, least, most, step, disabled, onValue }: NumberFieldProps) {
  return (
    <label class="field">
      {label}
      <input
        type="number"
        min={least}
        max={most}
        step={step}
        disabled={disabled}
        value={value}
        onChange={({ currentTarget }) => onValue(Number(currentTarget.value))}
      />
    </label>
  );
}
