import { notifications } from '@mantine/notifications';
import type { Approval } from '../api/types';

/** Says that an act is done, or that it waits for a second person. */
export function tellDoneOrWaiting(answer: object | Approval, done: string): void {
  notifications.show(
    'contentHash' in answer
      ? { title: 'It waits for a second person', message: 'See Approvals.' }
      : { message: done },
  );
}
