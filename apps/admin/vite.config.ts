import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressAssets } from './vite.compress.ts';

export default defineConfig({
  base: '/',
  plugins: [react(), compressAssets()],
  server: { proxy: { '/console': 'http://127.0.0.1:3000' } },
  build: {
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler|react-router|react-router-dom)[\\/]/,
              priority: 30,
            },
            { name: 'mui', test: /node_modules[\\/](@mui|@emotion)[\\/]/, priority: 20 },
            {
              name: 'ra',
              test: /node_modules[\\/](react-admin|ra-[^\\/]+|react-hook-form|@tanstack)[\\/]/,
              priority: 10,
            },
          ],
        },
      },
    },
  },
});
