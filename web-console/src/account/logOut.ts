import { notifications } from '@mantine/notifications';
import { answer, api } from '../api/client';
import { asProblem, describe } from '../api/problem';
import { session } from '../api/session';
import { navigate } from '../base/route';

/** Ends the session of this page. */
export async function logOut(): Promise<void> {
  try {
    await answer(api.POST('/v1/auth/logout'));
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status !== 401) {
      notifications.show({
        color: 'red',
        title: 'You are still logged in',
        message: describe(problem),
      });
      return;
    }
  }
  session.end(false);
  navigate({ screen: 'LOGIN' });
}
