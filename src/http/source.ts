import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Where requests may come from. */
export interface SourceRules {
  /** The address that the server listens on. */
  readonly host: string;
  /** Whether a web page of this origin may ask. */
  allowsOrigin(origin: string): boolean;
}

/** Why a request is refused. */
export interface SourceProblem {
  readonly code: "host_not_allowed" | "origin_not_allowed";
  readonly message: string;
}

/**
 * Sees whether a request comes from where it may. A server on a loopback address trusts all programs of its machine, but not
 * the web pages that its browsers show: these send an `Origin`, and a page whose own name was made to point to this machine
 * (DNS rebinding) sends that name as `Host`.
 *
 * @returns undefined where it may ask
 */
export function sourceProblem(
  { host, origin }: Pick<IncomingHttpHeaders, "host" | "origin">,
  rules: SourceRules,
): SourceProblem | undefined {
  const name = (host ?? "").replace(/:\d+$/, "").toLowerCase();
  if (isLoopback(rules.host) && !isLoopback(name) && name !== rules.host.toLowerCase()) {
    const message = `Host: expected localhost or a loopback address, found ${JSON.stringify(host ?? "")}`;
    return { code: "host_not_allowed", message };
  }
  if (origin === undefined || rules.allowsOrigin(origin)) return undefined;
  const message = `Origin: web pages of ${JSON.stringify(origin)} may not ask this server`;
  return { code: "origin_not_allowed", message };
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return name === "localhost" || name === "::1" || /^127\.\d+\.\d+\.\d+$/.test(name);
}

/** An address as it is written in a URL. */
export function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** Compares secrets in a time that tells nothing of where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

const digest = (text: string) => createHash("sha256").update(text).digest();
