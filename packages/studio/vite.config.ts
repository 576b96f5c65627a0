import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the pages into `dist`, which the server serves; the development server passes the API on. */
export default defineConfig({
  root: import.meta.dirname,
  // The server writes the path below which people reach it into the page; what a script or style loads lies beside it.
  base: './',
  plugins: [react()],
  server: { proxy: { '/api': process.env.AKEZORA_API ?? 'http://127.0.0.1:7860' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // Inline scripts and styles would need holes in the content security policy.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
