import { Modal, Skeleton, Text } from '@mantine/core';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import { stepUp } from '../api/stepUp';
import { useStore } from '../base/store';
import { Trouble } from '../shell/Trouble';
import { FactorForm } from './FactorForm';
import { readOffered } from './offered';

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
