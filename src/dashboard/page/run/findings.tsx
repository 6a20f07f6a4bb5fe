import type { Finding } from "../../../doctor/finding.js";

/** What the doctor found, problems first; nothing where all is well. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  const problemsFirst = [...findings].sort(
    (a, b) => Number(b.severity === "problem") - Number(a.severity === "problem"),
  );
  return (
    <section class="findings" aria-label="What the doctor found">
      {problemsFirst.map(({ name, severity, message, evidence, advice }) => (
        <div key={name} class={`note ${severity === "problem" ? "note-bad" : "note-warn"}`}>
          <p>
            <b>{severity === "problem" ? "Problem" : "Worth knowing"}:</b> {message}
          </p>
          <p>{advice}</p>
          <p class="small">{evidence}</p>
        </div>
      ))}
    </section>
  );
}
