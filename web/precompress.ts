import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSIBLE = /\.(js|css|svg|wasm|json|txt)$/;
/** Bytes; smaller files fit into one packet anyway. */
const SMALLEST = 1024;
/** The share of its size that a compressed file may have at most. */
const WORTH = 0.95;

/** Writes FILE.br and FILE.gz beside each static file that becomes smaller; the server sends what the browser accepts. */
export function precompress(): Plugin {
  let folder = "";
  return {
    name: "precompress",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    async closeBundle() {
      const names = await readdir(folder, { recursive: true });
      await Promise.all(names.filter((name) => COMPRESSIBLE.test(name) && !name.startsWith(".")).map((name) => compress(join(folder, name))));
    },
  };
}

async function compress(path: string) {
  const content = await readFile(path);
  if (content.length < SMALLEST) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  const forms = { br: await promisify(brotliCompress)(content, { params }), gz: await promisify(gzip)(content, { level: 9 }) };
  for (const [suffix, compressed] of Object.entries(forms))
    if (compressed.length < content.length * WORTH) await writeFile(`${path}.${suffix}`, compressed);
}
