import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/**
 * The output is served by the gateway at `/` under a policy without `unsafe-inline`: nothing may be
 * inlined into the page, and no asset may become a `data:` address.
 */
export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    license: { fileName: 'third-party-licenses.md' },
  },
  server: {
    // `npm run dev` against a running server: the same origin for the browser, so cookies work.
    proxy: {
      '/v1': { target: process.env.BOURSE_URL ?? 'http://localhost:8080', ws: true },
    },
  },
  test: {
    environment: 'node',
    testTimeout: 60_000,
    include: ['src/**/*.test.{ts,tsx}'],
  },
});
