import { misspeltOf } from "../assert-text-environment.js";
import type { TextEnvironmentReference } from "../load-text-environment.js";
import { rememberMisspelt } from "../misspelt.js";
import { shown } from "../module-file.js";
import type { Example, TextEnvironment, TextEpisode } from "../text/text-environment.js";
import type { ToolSet } from "../text/tool.js";
import { boundedCall } from "./bounded-call.js";
import { type Begun, EnvironmentThread } from "./environment-thread.js";

/**
 * The same environment with its episodes and tools in a thread of their own, so that one that never gives up the thread, as in an
 * endless loop, can be stopped: it fails that one episode. Examples and demonstrations are still made in this thread; one that
 * never comes back is ended and throws EnvironmentStuck.
 *
 * @param reference where the thread finds the environment
 * @param seconds that the beginning of an episode, an answer, a tool, an example or a demonstration may take
 */
export function isolate(
  environment: TextEnvironment,
  reference: TextEnvironmentReference,
  seconds: number,
): TextEnvironment {
  const thread = new EnvironmentThread(reference, seconds);
  const abandoned = new FinalizationRegistry<number>((episode) => thread.forget(episode));
  const known = new WeakMap<Example, Begun>();
  const { name, options, players, tools } = environment;
  const file = "file" in reference ? shown(reference.file) : name;
  const placeOf = (example: Example) => {
    const begun = known.get(example);
    return begun === undefined ? `example ${JSON.stringify(example.id)}` : placed(begun);
  };
  const isolated: TextEnvironment = {
    name,
    ...(options && { options }),
    ...(players !== undefined && { players }),
    ...(tools && { tools: isolatedTools(tools, thread) }),
    keepsTime: true,
    size: (split) => environment.size(split),
    example(split, index) {
      const what = () => `${file}: \`example\` of ${placed({ split, index })}`;
      const example = boundedCall(seconds, what, () => environment.example(split, index));
      known.set(example, { split, index });
      return example;
    },
    async begin(example): Promise<TextEpisode> {
      const begun = known.get(example);
      // An example that came from elsewhere is nothing that another thread could make again.
      if (begun === undefined) return environment.begin(example);
      const { episode, opening } = await thread.begin(begun);
      const played: TextEpisode = {
        opening,
        answer: (message, signal) => thread.answer(episode, message, signal),
      };
      abandoned.register(played, episode);
      return played;
    },
    ...(environment.demonstrate && {
      demonstrate(example) {
        const what = () => `${file}: \`demonstrate\` of ${placeOf(example)}`;
        return boundedCall(seconds, what, () => environment.demonstrate!(example));
      },
    }),
  };
  rememberMisspelt(isolated, misspeltOf(environment));
  return isolated;
}

function placed({ split, index }: Begun): string {
  return `${split} example ${index}`;
}

function isolatedTools(tools: ToolSet, thread: EnvironmentThread): ToolSet {
  return Object.fromEntries(
    Object.entries(tools).map(([name, tool]) => [
      name,
      { ...tool, execute: (input, { signal }) => thread.tool(name, input, signal) },
    ]),
  );
}
