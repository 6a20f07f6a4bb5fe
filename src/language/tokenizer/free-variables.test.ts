import { Template } from "@huggingface/jinja";
import { expect, test } from "vitest";
import { freeVariables } from "./free-variables.js";

test.each([
  ["reads and tests", "{{ a }}{% if b is defined and not c %}{{ 'd' }}{% endif %}", "a b c"],
  ["reads before it sets it", "{% if not a is defined %}{% set a = 1 %}{% endif %}{{ a }}", "a"],
  ["gives a default", "{{ a | default(b) }}{% set c = c or true %}", "a b c"],
  ["passes on", "{{ f(a, key=b)[c].d }}{{ {'e': [g, h[:i]]} }}", "a b c g h i"],
  ["has as a filter", "{% filter indent(a) %}{{ b }}{% endfilter %}", "b a"],
  ["chooses by", "{{ a if b else c }}", "b a c"],
])("a variable that a template %s is free", (_, source, free) => {
  expect(freeVariables(new Template(source).parsed)).toEqual(free.split(" "));
});

test.each([
  ["sets", "{% set a = 1 %}{% set b, c = [1, 2] %}{% set d %}x{% endset %}{{ a + b + c }}{{ d }}"],
  ["loops over", "{% for a, b in {} if a %}{{ a }}{{ b }}{{ loop.index }}{% endfor %}"],
  ["keeps in a namespace", "{% set ns = namespace(a=1) %}{% set ns.b = 2 %}{{ ns.a + ns.b }}"],
  [
    "calls, or has in a macro",
    "{% macro f(a, b=none) %}{{ a }}{{ b }}{{ kwargs }}{% endmacro %}{{ f(1, b=2) }}",
  ],
  ["gives to a caller", "{% macro f() %}{{ caller(1) }}{% endmacro %}{% call(a) f() %}{{ a }}{% endcall %}"],
])("a name that a template %s is not", (_, source) => {
  expect(freeVariables(new Template(source).parsed)).toEqual([]);
});
