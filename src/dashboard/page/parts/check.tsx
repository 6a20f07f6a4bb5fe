interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  onCheck(checked: boolean): void;
}

/** A box to tick, with its label. */
export function Check({ label, checked, onCheck }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => onCheck(currentTarget.checked)}
      />
      {label}
    </label>
  );
}
