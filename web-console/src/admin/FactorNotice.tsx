import { Alert } from '@mantine/core';
import { readOffered } from '../account/offered';
import { useLoaded } from '../api/loadable';
import { addressOf } from '../base/route';

/** Tells staff without a second factor that they can't act yet, and where to get one. */
export function FactorNotice() {
  const { value } = useLoaded(readOffered);
  return value?.password ? (
    <Alert color="gray" mb="md">
      <strong>Add a second factor.</strong> What the back office does needs one. Until then you can
      read, and stop what must be stopped at once.{' '}
      <a href={addressOf({ screen: 'ACCOUNT', section: 'SECURITY' })}>Add one</a>.
    </Alert>
  ) : null;
}
