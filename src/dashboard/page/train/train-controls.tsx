import { ProcessorChoice } from "../remote/processor-choice.js";
import { type Trainable, trainables } from "./scenarios.js";

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
      <label class="field">
        Minutes
        <input
          type="number"
          min="0.1"
          max="600"
          step="any"
          disabled={disabled}
          value={minutes}
          onChange={({ currentTarget }) =>
            onChoice({ ...choice, minutes: Math.max(0.1, Number(currentTarget.value) || trainable.minutes) })
          }
        />
      </label>
      <label class="field">
        Seed
        <input
          type="number"
          min="0"
          max="4294967295"
          step="1"
          disabled={disabled}
          value={seed}
          onChange={({ currentTarget }) =>
            onChoice({
              ...choice,
              seed: Math.min(2 ** 32 - 1, Math.abs(Math.trunc(Number(currentTarget.value)))),
            })
          }
        />
      </label>
      <ProcessorChoice disabled={disabled} />
    </>
  );
}
