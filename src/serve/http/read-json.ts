import type { IncomingMessage } from "node:http";
import { ApiError } from "../protocol/api-error.js";
import { isObject, type JsonObject } from "../protocol/fields.js";

/** Objects and lists within each other; what reads them goes down as deep. */
const DEEPEST = 64;

/**
 * Reads the body of a request.
 *
 * @param most bytes
 * @throws ApiError 413 for a longer one, 415 for another kind, 400 for one that is no JSON object
 */
export async function readJson(request: IncomingMessage, most: number): Promise<JsonObject> {
  const { "content-type": type = "", "content-encoding": encoding = "identity" } = request.headers;
  if (!/^application\/json\s*(;|$)/i.test(type) || encoding !== "identity") {
    const found = encoding === "identity" ? type || "nothing" : `${type} in ${encoding}`;
    const message = `Content-Type: expected application/json, uncompressed, found ${found}`;
    throw new ApiError(415, message, { code: "unsupported_media_type" });
  }
  const text = decode(await readBytes(request, most));
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw notJson(`it is not valid JSON (${reason})`, cause);
  }
  if (!isObject(body)) throw notJson("it is no object");
  if (depth(body) > DEEPEST) throw notJson(`objects and lists lie deeper than ${DEEPEST} in each other`);
  return body;
}

async function readBytes(request: IncomingMessage, most: number): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  const parts: Buffer[] = [];
  let length = 0;
  if (declared <= most) {
    // Broken off, the connection stays for the answer.
    for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > most) break;
      parts.push(part);
    }
  }
  if (declared <= most && length <= most) return Buffer.concat(parts);
  // The rest is not read, so nothing more can come over this connection.
  const message = `the request's body is too large: expected at most ${most} bytes`;
  throw new ApiError(413, message, { code: "request_too_large", headers: { Connection: "close" } });
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw notJson("it is not valid UTF-8", cause);
  }
}

function notJson(why: string, cause?: unknown): ApiError {
  return new ApiError(400, `the request's body: ${why}`, { code: "invalid_json", cause });
}

/** How deep objects and lists lie in each other; counted without going down into them itself. */
function depth(value: unknown): number {
  let level: unknown[] = [value];
  for (let levels = 0; ; levels++) {
    level = level.filter((item) => typeof item === "object" && item !== null);
    if (level.length === 0) return levels;
    level = level.flatMap((item) => Object.values(item as object));
  }
}
