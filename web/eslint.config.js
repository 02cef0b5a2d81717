import js from "@eslint/js";
import globals from "globals";
import hooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";

/** Features do not import one another: what two of them need lives in components/ or lib/. */
const features = ["auth", "fix", "home", "library", "media", "player", "search", "settings"];

export default defineConfig(
  { ignores: ["src/lib/schema.d.ts", "node_modules"] },
  js.configs.recommended,
  ts.configs.strict,
  hooks.configs.flat.recommended,
  { languageOptions: { globals: globals.browser } },
  // a video element is kept as state so that hooks see it come, and is changed by its own methods and fields
  { files: ["src/features/player/**"], rules: { "react-hooks/immutability": "off" } },
  ...features.map((name) => ({
    files: [`src/features/${name}/**`],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: features.filter((other) => other !== name).map((other) => ({ group: [`@/features/${other}/*`] })) },
      ],
    },
  })),
);
