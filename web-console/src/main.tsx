import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { session } from './api/session';
import { loadMarket, stream } from './stream/feeds';
import { theme } from './theme';

session.access.subscribe(() => stream.setAccess(session.access.get()));
stream.onRefused = () => session.doubt();
void session.resume();
void loadMarket();
stream.start();

const root = document.getElementById('root');
if (!root) {
  throw new Error('The page has no root element');
}
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Notifications position="bottom-left" limit={3} autoClose={6000} containerWidth={320} />
      <App />
    </MantineProvider>
  </StrictMode>,
);
