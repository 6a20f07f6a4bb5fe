import { expect, test } from "vitest";
import { checkTemplateOptions } from "./template-variables.js";

test.each([
  [[], "thinking", "none, since the model's chat template has no variables"],
  [
    ["enable_thinking", "date_string"],
    "x",
    "variables of the model's chat template: enable_thinking, date_string",
  ],
  [
    ["enable_thinking"],
    "enable_thinkin",
    "variables of the model's chat template: enable_thinking (did you mean enable_thinking?)",
  ],
])("of the variables %j those are named where %s is given", (known, given, expected) => {
  const template = { templateMentions: () => false, templateVariables: () => known };
  const check = () => checkTemplateOptions(template, { [given]: 1 });
  expect(check).toThrow(`templateOptions: expected ${expected}, found "${given}"`);
});
