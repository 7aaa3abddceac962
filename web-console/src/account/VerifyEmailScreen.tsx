import { answer, api } from '../api/client';
import { addressOf } from '../base/route';
import { MailedLink } from './MailedLink';

/** Confirms an address by the link of a mail. */
export function VerifyEmailScreen({ token }: { token: string }) {
  const toLogIn = <a href={addressOf({ screen: 'LOGIN' })}>Log in</a>;

  const confirm = async () => {
    await answer(api.POST('/v1/email-verifications/complete', { body: { token } }));
  };

  return (
    <MailedLink
      title="Confirm your address"
      lead="You have opened an account here, and this mail address is yours. If you have not, close this page."
      verb="Confirm"
      perform={confirm}
      done={{
        title: 'Your address is confirmed',
        lead: <>The account is open. {toLogIn} with your password.</>,
      }}
      otherwise={<>{toLogIn}: when your address still has to be confirmed, we send another.</>}
    />
  );
}
