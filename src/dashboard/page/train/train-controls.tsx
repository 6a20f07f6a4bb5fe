import { NumberField } from "../parts/number-field.js";
import { ProcessorChoice } from "../remote/processor-choice.js";
import { type Trainable, trainables } from "./scenarios.js";

const LARGEST_SEED = 2 ** 32 - 1;

/** What people choose before they train. */
export interface TrainChoice {
  readonly trainable: Trainable;
  readonly minutes: number;
  readonly seed: number;
}

interface TrainControlsProps {
  readonly choice: TrainChoice;
  readonly disabled: boolean;
  onChoice(choice: TrainChoice): void;
}

/** Game, time, seed, and what computes. */
export function TrainControls({ choice, disabled, onChoice }: TrainControlsProps) {
  const { trainable, minutes, seed } = choice;
  return (
    <>
      <label class="field">
        Game
        <select
          disabled={disabled}
          value={trainable.title}
          onChange={({ currentTarget }) => {
            const chosen = trainables.find(({ title }) => title === currentTarget.value) ?? trainable;
            onChoice({ ...choice, trainable: chosen, minutes: chosen.minutes });
          }}
        >
          {trainables.map(({ title }) => (
            <option key={title}>{title}</option>
          ))}
        </select>
      </label>
      <NumberField
        label="Minutes"
        value={minutes}
        least={0.1}
        most={600}
        step="any"
        disabled={disabled}
        onValue={(given) => onChoice({ ...choice, minutes: Math.max(0.1, given || trainable.minutes) })}
      />
      <NumberField
        label="Seed"
        value={seed}
        least={0}
        most={LARGEST_SEED}
        step={1}
        disabled={disabled}
        onValue={(given) =>
          onChoice({ ...choice, seed: Math.min(LARGEST_SEED, Math.abs(Math.trunc(given))) })
        }
      />
      <ProcessorChoice disabled={disabled} />
    </>
  );
}
