import type { TrainingEnvironments } from "../algorithms/language/plan.js";
import type { LanguageValues } from "../algorithms/language/settings.js";
import { ownOptions } from "../environments/task/common-options.js";
import { type GivenOptions, resolveOptions, type TaskOptions } from "../environments/task/options.js";
import type { TaskDependencies, TaskEntry } from "../environments/task/task-entry.js";
import { makeTask } from "../environments/task/task-entry.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";

/** A whole experiment with a language model: what is shown, what is practised, what is measured, and with which settings. */
export interface Recipe {
  /** Lower case with hyphens; the name used on the command line. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** Options of its environments. */
  readonly options: TaskOptions;
  /** Settings that differ from the general ones. */
  readonly defaults: Partial<LanguageValues>;
  /** @throws OptionError for an option it does not have or cannot take */
  environments(
    options: GivenOptions,
    dependencies: TaskDependencies,
  ): TrainingEnvironments | Promise<TrainingEnvironments>;
}

/** What is done with any environment that has demonstrations: it is shown, then practised. */
const SHOWN_THEN_PRACTISED: Partial<LanguageValues> = { sftSteps: 300, rlSteps: 100 };

/** The recipe of a built-in task that has none of its own. */
export function taskRecipe(entry: TaskEntry): Recipe {
  const { contextLength } = entry;
  return {
    name: entry.name,
    description: entry.description,
    options: entry.options,
    defaults: { ...SHOWN_THEN_PRACTISED, ...(contextLength && { contextLength }) },
    environments(options, dependencies) {
      return same(makeTask(entry, options, dependencies) as unknown as TextEnvironment);
    },
  };
}

/**
 * The recipe of an environment of one's own.
 *
 * @param make makes it with other options; left out for one that takes none
 */
export function environmentRecipe(
  environment: TextEnvironment,
  make?: (options: GivenOptions) => Promise<TextEnvironment>,
): Recipe {
  const options = make === undefined ? {} : ownOptions(environment);
  return {
    name: environment.name,
    description: `practise ${environment.name}`,
    options,
    defaults: environment.demonstrate ? SHOWN_THEN_PRACTISED : { rlSteps: 100 },
    environments(given) {
      resolveOptions(environment.name, options, given);
      if (make === undefined || Object.keys(given).length === 0) return same(environment);
      return make(given).then(same);
    },
  };
}

function same(environment: TextEnvironment): TrainingEnvironments {
  return { shown: environment, practised: environment, measured: environment };
}
