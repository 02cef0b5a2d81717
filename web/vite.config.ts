import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { precompress } from "./precompress.ts";

const server = process.env.DIM_SERVER ?? "http://127.0.0.1:8008";

export default defineConfig({
  plugins: [react(), tailwindcss(), precompress()],
  base: "./", // the server sets <base> in each page
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/dim/webui",
    emptyOutDir: true,
    manifest: true,
    chunkSizeWarningLimit: 1600, // Swagger UI, which only the API documentation loads
    rolldownOptions: { input: { index: "index.html", docs: "docs.html" } },
  },
  server: { proxy: { "/api": { target: server, ws: true }, "/health": server } },
  // every *.test.ts(x) below this folder, beside the code or in tests/; jsdom is loaded once a worker, not once a file
  test: { environment: "jsdom", pool: "vmThreads" },
});
