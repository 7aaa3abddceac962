import { useEffect } from 'react';
import { AccountArea } from './account/AccountArea';
import { ForgotPasswordScreen } from './account/ForgotPasswordScreen';
import { FreezeScreen } from './account/FreezeScreen';
import { LoginScreen } from './account/LoginScreen';
import { loadMe, me } from './account/me';
import { RegisterScreen } from './account/RegisterScreen';
import { ResetPasswordScreen } from './account/ResetPasswordScreen';
import { SetUpScreen } from './account/SetUpScreen';
import { StepUpDialog } from './account/StepUpDialog';
import { VerifyEmailScreen } from './account/VerifyEmailScreen';
import { AdminArea } from './admin/AdminArea';
import { KycCasePage } from './admin/KycCasePage';
import { LedgerCommandPage } from './admin/LedgerCommandPage';
import { UserPage } from './admin/UserPage';
import { WithdrawalPage } from './admin/WithdrawalPage';
import { NOT_LOADED } from './api/loadable';
import { session } from './api/session';
import { useRoute } from './base/route';
import { useStore } from './base/store';
import { DepositScreen } from './money/DepositScreen';
import { AddressBookScreen, WithdrawScreen } from './money/WithdrawScreen';
import { AnnouncementBanner } from './shell/AnnouncementBanner';
import { Header } from './shell/Header';
import { NotFound } from './shell/NotFound';
import { VenueBanner } from './shell/VenueBanner';
import { followOwnAccount } from './trading/ownAccount';
import { TradingScreen } from './trading/TradingScreen';

export function App() {
  const route = useRoute();
  const state = useStore(session.state);
  const sessionId = state.phase === 'SIGNED_IN' ? state.sessionId : null;

  useEffect(() => {
    if (sessionId === null) {
      return;
    }
    me.set(NOT_LOADED);
    void loadMe();
    return followOwnAccount();
  }, [sessionId]);

  return (
    <>
      <Header route={route} />
      <VenueBanner />
      <AnnouncementBanner />
      {route.screen === 'TRADE' && <TradingScreen wanted={route.symbol} />}
      {route.screen === 'LOGIN' && <LoginScreen />}
      {route.screen === 'REGISTER' && <RegisterScreen />}
      {route.screen === 'FORGOT_PASSWORD' && <ForgotPasswordScreen />}
      {route.screen === 'RESET_PASSWORD' && <ResetPasswordScreen token={route.token} />}
      {route.screen === 'VERIFY_EMAIL' && <VerifyEmailScreen token={route.token} />}
      {route.screen === 'FREEZE' && <FreezeScreen token={route.token} />}
      {route.screen === 'ACCOUNT' && <AccountArea section={route.section} />}
      {route.screen === 'DEPOSIT' && <DepositScreen deposit={route.deposit} />}
      {route.screen === 'WITHDRAW' && <WithdrawScreen withdrawal={route.withdrawal} />}
      {route.screen === 'ADDRESS_BOOK' && <AddressBookScreen />}
      {route.screen === 'SETUP' && <SetUpScreen />}
      {route.screen === 'ADMIN' && <AdminArea section={route.section} />}
      {route.screen === 'ADMIN_USER' && (
        <AdminArea section="USERS" one={<UserPage key={route.user} user={route.user} />} />
      )}
      {route.screen === 'ADMIN_KYC' && (
        <AdminArea section="KYC" one={<KycCasePage key={route.kycCase} id={route.kycCase} />} />
      )}
      {route.screen === 'ADMIN_WITHDRAWAL' && (
        <AdminArea
          section="WITHDRAWALS"
          one={<WithdrawalPage key={route.withdrawal} id={route.withdrawal} />}
        />
      )}
      {route.screen === 'ADMIN_COMMAND' && (
        <AdminArea
          section="LEDGER"
          one={<LedgerCommandPage key={route.sequence} sequence={route.sequence} />}
        />
      )}
      {route.screen === 'UNKNOWN' && (
        <NotFound title="There is no such page">The address ends in {route.fragment}.</NotFound>
      )}
      <StepUpDialog />
    </>
  );
}
