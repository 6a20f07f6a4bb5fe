import { misspeltOf } from "../assert-text-environment.js";
import type { TextEnvironment } from "../text/text-environment.js";
import { type Finding, warning } from "./problem.js";

/** No member stands unread where one that is missing was likely meant. */
export function checkMembers(environment: TextEnvironment): Finding[] {
  return misspeltOf(environment).map(({ name, meant }) =>
    warning(`nobody reads \`${name}\`, and there is no \`${meant}\`: is it misspelt?`),
  );
}
