import { Modal, Skeleton, Text } from '@mantine/core';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import { stepUp } from '../api/stepUp';
import { useStore } from '../base/store';
import { Trouble } from '../shell/Trouble';
import { FactorForm, type Offered } from './FactorForm';

/** Which factors the person has; the password counts for who has no other. */
async function readOffered(): Promise<Offered> {
  const [totp, passkeys] = await Promise.all([
    answer(api.GET('/v1/me/totp')),
    answer(api.GET('/v1/me/passkeys')),
  ]);
  const passkey = passkeys.items.length > 0;
  const code = totp.enabled || totp.recoveryCodesLeft > 0;
  return { code, passkey, password: !code && !passkey };
}

/** Asks for a factor when the server wants to see one before it does what was asked. */
export function StepUpDialog() {
  const asking = useStore(stepUp.asking);
  return (
    <Modal
      opened={asking}
      onClose={() => stepUp.end(false)}
      title="Is it you?"
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {asking && <Ask />}
    </Modal>
  );
}

function Ask() {
  const offered = useLoaded(readOffered);
  return (
    <>
      <Text size="sm" mb="sm">
        Before this is done, show once more that it is you.
      </Text>
      <Trouble problem={offered.problem} retry={offered.load} />
      {!offered.value && !offered.problem && <Skeleton h={90} />}
      {offered.value && (
        <FactorForm
          offered={offered.value}
          verb="Go on"
          send={async (factor) => {
            await answer(api.POST('/v1/auth/step-up', { body: factor }));
            stepUp.end(true);
          }}
        />
      )}
    </>
  );
}
