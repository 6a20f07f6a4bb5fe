import { MOST_LEVELS } from "../limits.js";

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

  const end = (out, answer) => { out.answer = answer; throw stop; };

  const spend = (out, piece) => {
    out.left -= piece.length;
    if (out.left < 0) end(out, "o");
    return piece;
  };

  const writeString = (value, out) => {
    if (value.length > out.left) end(out, "o");
    return spend(out, stringify(value.length > 0 && value[0] === "$" ? "$" + value : value));
  };

  const writeNumber = (value) => {
    if (value !== value) return '"$n"';
    if (value === 1 / 0) return '"$+"';
    if (value === -1 / 0) return '"$-"';
    return value === 0 && 1 / value < 0 ? "-0" : "" + value;
  };

  const writeArray = (value, level, out) => {
    const { length } = value;
    let text = spend(out, "[");
    for (let i = 0; i < length; i++) {
      if (i > 0) text += spend(out, ",");
      text += write(value[i], level, out);
    }
    return text + spend(out, "]");
  };

  const writeObject = (value, level, out) => {
    const prototype = getPrototypeOf(value);
    if (prototype !== objectPrototype && prototype !== null) end(out, "x" + className(prototype));
    const names = keys(value);
    const count = names.length;
    let text = spend(out, "{");
    for (let i = 0; i < count; i++) {
      const name = names[i];
      if (name.length > out.left) end(out, "o");
      text += spend(out, (i > 0 ? "," : "") + stringify(name) + ":");
      text += write(value[name], level, out);
    }
    return text + spend(out, "}");
  };

  const write = (value, level, out) => {
    switch (typeof value) {
      case "number": return spend(out, writeNumber(value));
      case "string": return writeString(value, out);
      case "boolean": return spend(out, value ? "true" : "false");
      case "undefined": return spend(out, '"$u"');
      case "bigint": return spend(out, '"$b' + value + '"');
      case "object":
        if (value === null) return spend(out, "null");
        if (level > ${MOST_LEVELS}) end(out, "xdata in a circle or too deep");
        return (isArray(value) ? writeArray : writeObject)(value, level + 1, out);
      default: return end(out, "xa " + typeof value);
    }
  };

  const encode = (root, limit) => {
    const out = { __proto__: null, left: limit, answer: undefined };
    try {
      return "v" + write(root, 1, out);
    } catch (error) {
      if (error !== stop) throw error;
      return out.answer;
    }
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
