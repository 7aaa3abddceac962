import { Alert, Button } from '@mantine/core';
import { describe, type Problem } from '../api/problem';

/** Says why something could not be fetched, and lets the person try again. Nothing while all is well. */
export function Trouble({
  problem,
  retry,
}: {
  problem: Problem | null;
  retry: () => Promise<void>;
}) {
  return (
    problem && (
      <Alert color="red" role="alert" mb="sm">
        {describe(problem)}{' '}
        <Button size="compact-xs" variant="default" onClick={() => void retry()}>
          Try again
        </Button>
      </Alert>
    )
  );
}

/** Says above a form what was wrong with the whole of it. */
export function Refusal({ text }: { text: string | null }) {
  return (
    text && (
      <Alert color="red" role="alert">
        {text}
      </Alert>
    )
  );
}
