// @vitest-environment node
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { expect, test } from "vitest";

const top = fileURLToPath(new URL("..", import.meta.url));
const features = readdirSync(new URL("../src/features", import.meta.url));

test("every test file of the UI runs", () => {
  const listed = execFileSync("node_modules/.bin/vitest", ["list", "--filesOnly", "--json"], { cwd: top, encoding: "utf8" });
  const running = (JSON.parse(listed) as { file: string }[]).map(({ file }) => file.slice(top.length)).sort();
  const written = ["src", "tests"]
    .flatMap((folder) => readdirSync(top + folder, { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`))
    .filter((name) => /\.(test|spec)\.\w+$/.test(name))
    .sort();
  expect(written.length).toBeGreaterThan(5);
  expect(running).toEqual(written);
}, 30_000);

/** The messages of the import rule for one import in one file. */
async function imports(file: string, target: string): Promise<string[]> {
  const eslint = new ESLint({ cwd: top });
  const [result] = await eslint.lintText(`import "${target}";\n`, { filePath: file });
  return result?.messages.filter(({ ruleId }) => ruleId === "no-restricted-imports").map(({ message }) => message) ?? [];
}

test.each(features)("%s imports no other feature", async (name) => {
  const other = features.find((feature) => feature !== name) ?? "";
  const file = `src/features/${name}/Any.tsx`;
  for (const target of [`@/features/${other}/Page`, `../${other}/Page`, `../../features/${other}/Page`])
    expect(await imports(file, target), target).toHaveLength(1);
  for (const target of [`@/features/${name}/Page`, "./Page", "@/components/Button"]) expect(await imports(file, target), target).toEqual([]);
}, 30_000);

test.each(["src/components/Any.tsx", "src/lib/any.ts"])("%s imports no feature", async (file) => {
  expect(await imports(file, "@/features/player/prefetch")).toHaveLength(1);
}, 30_000);
