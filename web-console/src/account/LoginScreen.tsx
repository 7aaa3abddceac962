import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { asProblem, CODE } from '../api/problem';
import { session } from '../api/session';
import { useForm } from '../api/useForm';
import { addressOf, navigate } from '../base/route';
import { useStore } from '../base/store';
import { Form } from '../shell/Form';
import { Card } from './Card';
import { FactorForm } from './FactorForm';
import { EmailField, PasswordField } from './fields';
import { logIn, logInWithPasskey } from './logIn';
import { hasPasskeys } from './passkey';

export function LoginScreen() {
  const state = useStore(session.state);
  const form = useForm(['email', 'password']);
  const [needsFactor, setNeedsFactor] = useState(false);
  const { password } = form.values;
  const email = form.values.email.trim();

  useEffect(() => {
    if (state.phase === 'SIGNED_IN') {
      navigate({ screen: 'TRADE', symbol: null });
    }
  }, [state.phase]);

  const enter = async () => {
    try {
      await logIn(email, password);
    } catch (error) {
      if (asProblem(error).code !== CODE.SECOND_FACTOR_REQUIRED) {
        throw error;
      }
      setNeedsFactor(true);
    }
  };

  if (needsFactor) {
    return (
      <Card
        title="Second factor"
        lead="The password is right. Now show that it is you."
        below={
          <p>
            <Button size="compact-sm" variant="subtle" onClick={() => setNeedsFactor(false)}>
              Back
            </Button>
          </p>
        }
      >
        <FactorForm
          offered={{ code: true, passkey: true, password: false }}
          verb="Log in"
          mayTrust
          send={(factor, trust) => logIn(email, password, factor, trust)}
        />
      </Card>
    );
  }

  return (
    <Card
      title="Log in"
      lead={
        state.phase === 'ANONYMOUS' && state.ended
          ? 'Your session has ended. Log in again to go on.'
          : 'Welcome back.'
      }
      below={
        <>
          <p>
            <a href={addressOf({ screen: 'FORGOT_PASSWORD' })}>Forgotten your password?</a>
          </p>
          <p>
            No account yet? <a href={addressOf({ screen: 'REGISTER' })}>Sign up</a>
          </p>
        </>
      }
    >
      <Form
        fullWidth
        form={form}
        verb="Log in"
        send={enter}
        besides={
          hasPasskeys() && (
            <Button
              variant="default"
              fullWidth
              disabled={form.busy}
              onClick={() => void form.submit(logInWithPasskey)}
            >
              Log in with a passkey
            </Button>
          )
        }
      >
        <EmailField autoFocus {...form.field('email')} />
        <PasswordField {...form.field('password')} />
      </Form>
    </Card>
  );
}
