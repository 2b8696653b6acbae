// How the web app is built: from this folder into services/portal/dist.
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// Ant Design's shared parts make one large but long-cached file.
const CHUNK_KILOBYTES_MAX = 1200

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, '../dist'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: CHUNK_KILOBYTES_MAX,
  },
})
