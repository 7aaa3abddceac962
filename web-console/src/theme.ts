import { createTheme } from '@mantine/core';

/** How Mantine's components behave; how they look is in `theme.css`. */
export const theme = createTheme({
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  defaultRadius: 6,
  respectReducedMotion: true,
  // Scroll locks and responsive props write <style> elements, which the page's policy forbids.
  components: {
    Modal: { defaultProps: { lockScroll: false, centered: true } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    // What it places for the focus has no place in a menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
});
