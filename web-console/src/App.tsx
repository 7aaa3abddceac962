import { useEffect } from 'react';
import { AccountScreen } from './account/AccountScreen';
import { LoginScreen } from './account/LoginScreen';
import { RegisterScreen } from './account/RegisterScreen';
import { answer, api } from './api/client';
import { me, session } from './api/session';
import { useRoute } from './base/route';
import { useStore } from './base/store';
import { Header } from './shell/Header';
import { followOwnAccount } from './trading/ownAccount';
import { TradingScreen } from './trading/TradingScreen';

export function App() {
  const route = useRoute();
  const state = useStore(session.state);
  const sessionId = state.phase === 'SIGNED_IN' ? state.sessionId : null;

  useEffect(() => {
    if (sessionId === null) {
      me.set(null);
      return;
    }
    answer(api.GET('/v1/me')).then(
      (known) => me.set(known),
      () => {
        // The account page says what is wrong; the name in the header can wait.
      },
    );
    return followOwnAccount();
  }, [sessionId]);

  return (
    <>
      <Header route={route} />
      {route.screen === 'TRADE' && <TradingScreen wanted={route.symbol} />}
      {route.screen === 'LOGIN' && <LoginScreen />}
      {route.screen === 'REGISTER' && <RegisterScreen />}
      {route.screen === 'ACCOUNT' && <AccountScreen />}
    </>
  );
}
