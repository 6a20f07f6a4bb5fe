import type { Finding } from "../../../doctor/finding.js";

interface FindingsProps {
  readonly findings: readonly Finding[];
  readonly severity: Finding["severity"];
}

/** What the doctor found of one severity; nothing where all is well. */
export function Findings({ findings, severity }: FindingsProps) {
  const own = findings.filter((finding) => finding.severity === severity);
  if (own.length === 0) return null;
  const problem = severity === "problem";
  return (
    <section class="findings" aria-label={problem ? "Problems" : "Worth knowing"}>
      {own.map(({ name, message, evidence, advice }) => (
        <div key={`${name} ${evidence}`} class={`note ${problem ? "note-bad" : "note-warn"}`}>
          <p>
            <b>{problem ? "Problem" : "Worth knowing"}:</b> {message}
          </p>
          <p>{advice}</p>
          <p class="small">{evidence}</p>
        </div>
      ))}
    </section>
  );
}
