import { answer, api } from '../api/client';
import { addressOf } from '../base/route';
import { MailedLink } from './MailedLink';

/** Freezes the account by the link of a mail about a login. */
export function FreezeScreen({ token }: { token: string }) {
  const toReset = (text: string) => <a href={addressOf({ screen: 'FORGOT_PASSWORD' })}>{text}</a>;

  const freeze = async () => {
    await answer(api.POST('/v1/account-freezes', { body: { token } }));
  };

  return (
    <MailedLink
      title="Freeze your account"
      lead="Do this when a login was not you. Every device is logged out, your API keys are revoked, and nobody gets in until you choose a new password by mail. Orders and balances stay as they are."
      verb="Freeze my account"
      perform={freeze}
      done={{
        title: 'Your account is frozen',
        lead: (
          <>
            Every device was logged out, and your API keys were revoked. To get in again,{' '}
            {toReset('choose a new password by mail')}. Then look through your second factors and
            your orders.
          </>
        ),
      }}
      otherwise={
        <>
          If you see logins that were not yours, {toReset('choose a new password')}: it logs every
          device out.
        </>
      }
    />
  );
}
