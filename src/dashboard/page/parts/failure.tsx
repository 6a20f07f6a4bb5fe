interface FailureProps {
  readonly error: Error;
  onRetry?(): void;
}

/** Says what went wrong, in the server's words. */
export function Failure({ error, onRetry }: FailureProps) {
  return (
    <section role="alert" class="note note-bad">
      <p>{error.message}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </section>
  );
}
