import { connection } from "../data.js";

const WORDS = { idle: "", live: "Live", lost: "Disconnected: trying again" };

/** Whether what is shown is up to date. */
export function ConnectionNote() {
  return (
    <span role="status" class={`connection connection-${connection.value}`}>
      {WORDS[connection.value]}
    </span>
  );
}
