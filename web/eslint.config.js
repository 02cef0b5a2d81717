import { readdirSync } from "node:fs";
import js from "@eslint/js";
import globals from "globals";
import hooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";

/** Features do not import one another, and nothing shared imports a feature: what two of them need lives in components/ or lib/. */
const features = readdirSync(new URL("src/features", import.meta.url));

/** Forbids imports of features: by alias, or by a path that leaves the folder of the importing file. */
function withoutFeatures(files, names) {
  const regex = `^(@/|(\\.{1,2}/)+)features/(${names.join("|")})(/|$)|^(\\./)?(\\.\\./)+(${names.join("|")})(/|$)`;
  const message = "Features do not import one another: move what both need to components/ or lib/.";
  return { files, rules: { "no-restricted-imports": ["error", { patterns: [{ regex, message }] }] } };
}

export default defineConfig(
  { ignores: ["src/lib/schema.d.ts", "node_modules"] },
  js.configs.recommended,
  ts.configs.strict,
  hooks.configs.flat.recommended,
  { languageOptions: { globals: globals.browser } },
  // a video element is kept as state so that hooks see it come, and is changed by its own methods and fields
  { files: ["src/features/player/**"], rules: { "react-hooks/immutability": "off" } },
  ...features.map((name) => withoutFeatures([`src/features/${name}/**`], features.filter((other) => other !== name))),
  withoutFeatures(["src/components/**", "src/lib/**"], features),
);
