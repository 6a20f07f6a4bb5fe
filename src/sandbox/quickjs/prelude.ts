/** Levels of arrays and objects within each other that a result may have. */
export const MOST_LEVELS = 500;

const MOST_MESSAGE_CHARACTERS = 1000;

/**
 * Run in the engine before any program: takes hold of the built-in functions while they are what they should be, and
 * makes of them the three functions that the host calls. Programs run in the same realm and may change every object of
 * it, so nothing here looks up a method or indexes a list whose prototype could be theirs.
 *
 * `encode` writes plain data as JSON in which strings that begin with `$` get another one in front, and `$u`, `$n`,
 * `$+`, `$-` and `$b…` stand for undefined, NaN, the infinities and bigints. Its answer begins with `v` for a value, `x`
 * for something that is not plain data, and is `o` when the text would be too long.
 */
export const PRELUDE = `(() => {
  "use strict";
  const { parse, stringify } = JSON;
  const { apply, getPrototypeOf } = Reflect;
  const { defineProperty, keys, prototype: objectPrototype } = Object;
  const { isArray } = Array;
  const { slice } = String.prototype;
  const toText = String;
  const outOfMemory = InternalError.prototype;
  const outOfStack = RangeError.prototype;
  const mapPrototype = Map.prototype, setPrototype = Set.prototype, datePrototype = Date.prototype;
  const regExpPrototype = RegExp.prototype, promisePrototype = Promise.prototype;
  const stop = { __proto__: null };

  const className = (prototype) =>
    prototype === mapPrototype ? "Map"
    : prototype === setPrototype ? "Set"
    : prototype === datePrototype ? "Date"
    : prototype === regExpPrototype ? "RegExp"
    : prototype === promisePrototype ? "Promise"
    : "an instance of a class";

  const invoke = (callee, list) => apply(callee, undefined, parse(list));

  const encode = (root, limit) => {
    let text = "v";
    const end = (answer) => { text = answer; throw stop; };
    const add = (piece) => {
      text += piece;
      if (text.length > limit) end("o");
    };
    const addString = (value) => {
      if (value.length > limit) end("o");
      add(stringify(value.length > 0 && value[0] === "$" ? "$" + value : value));
    };
    const addObject = (value, level) => {
      if (level > ${MOST_LEVELS}) end("xdata in a circle or too deep");
      if (isArray(value)) {
        const { length } = value;
        add("[");
        for (let i = 0; i < length; i++) {
          if (i > 0) add(",");
          visit(value[i], level + 1);
        }
        return add("]");
      }
      const prototype = getPrototypeOf(value);
      if (prototype !== objectPrototype && prototype !== null) end("x" + className(prototype));
      const names = keys(value);
      const count = names.length;
      add("{");
      for (let i = 0; i < count; i++) {
        if (i > 0) add(",");
        if (names[i].length > limit) end("o");
        add(stringify(names[i]) + ":");
        visit(value[names[i]], level + 1);
      }
      add("}");
    };
    const visit = (value, level) => {
      switch (typeof value) {
        case "string": return addString(value);
        case "boolean": return add(value ? "true" : "false");
        case "undefined": return add('"$u"');
        case "bigint": return add('"$b' + value + '"');
        case "number":
          if (value !== value) return add('"$n"');
          if (value === 1 / 0) return add('"$+"');
          if (value === -1 / 0) return add('"$-"');
          return add(value === 0 && 1 / value < 0 ? "-0" : "" + value);
        case "object": return value === null ? add("null") : addObject(value, level);
        default: return end("xa " + typeof value);
      }
    };
    try {
      visit(root, 1);
    } catch (error) {
      if (error !== stop) throw error;
    }
    return text;
  };

  const short = (text) => text.length > ${MOST_MESSAGE_CHARACTERS} ? apply(slice, text, [0, ${MOST_MESSAGE_CHARACTERS}]) : text;

  const describe = (error) => {
    if (typeof error !== "object" || error === null) {
      const message = typeof error === "function" ? "" : toText(error);
      return '["' + typeof error + '",' + stringify(short(message)) + "]";
    }
    const { name, message } = error;
    const prototype = getPrototypeOf(error);
    if (prototype === outOfMemory && message === "out of memory") return "memory";
    if (prototype === outOfMemory && message === "stack overflow") return "stack";
    if (prototype === outOfStack && message === "Maximum call stack size exceeded") return "stack";
    const known = typeof name === "string" ? short(name) : "object";
    return "[" + stringify(known) + "," + stringify(typeof message === "string" ? short(message) : "") + "]";
  };

  // It would be given the functions on the stack, and the ones above are not for programs.
  defineProperty(Error, "prepareStackTrace", { __proto__: null, value: undefined });
  const silent = () => undefined;
  globalThis.console = { log: silent, info: silent, debug: silent, warn: silent, error: silent };
  return { invoke, encode, describe };
})()`;
