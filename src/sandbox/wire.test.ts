import { expect, test } from "vitest";
import { decodeVerdict } from "./wire.js";

test.each(["[", "", '"$bx"', "1 2"])("what no engine should write is a crash: %s", (text) => {
  const verdict = decodeVerdict({ kind: "ok", results: [{ kind: "value", value: text }] });
  expect(verdict).toMatchObject({ kind: "crash", results: [] });
});

test("an unknown sign is undefined, not text", () => {
  expect(decodeVerdict({ kind: "ok", results: [{ kind: "value", value: '"$?"' }] })).toEqual({
    kind: "ok",
    results: [{ kind: "value", value: undefined }],
  });
});
