// Bundles src/ into dist/, or with --check tests that dist/ was built from src/.
import { readFile, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { build, transform } from "esbuild";

const target = ["chrome123", "firefox125", "safari17.5"];

/** Plugin that minifies style sheets: a module named `…-styles.js` exports only style sheets. */
const styles = {
  name: "styles",
  /** @param {import("esbuild").PluginBuild} made */
  setup(made) {
    made.onLoad({ filter: /-styles\.js$/ }, async ({ path }) => {
      const sheets = Object.entries(await import(path));
      const lines = sheets.map(async ([name, css]) => {
        const { code } = await transform(css, { loader: "css", minify: true, target });
        return `export const ${name} = ${JSON.stringify(code)};`;
      });
      return { contents: (await Promise.all(lines)).join("\n") };
    });
  },
};

/**
 * @param {string} name
 * @param {Record<string, string>} define
 * @returns {Promise<Buffer>}
 */
async function bundle(name, define = {}) {
  const made = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: [`src/${name}`],
    bundle: true,
    minify: true,
    format: "esm",
    target,
    plugins: [styles],
    charset: "utf8",
    legalComments: "none",
    define,
    write: false,
  });
  return Buffer.from(made.outputFiles[0].contents);
}

const listening = await bundle("listening.js");
// player.js contains the version of listening.js, so that caches do not mix two versions.
const version = createHash("sha256").update(listening).digest("hex").slice(0, 10);
const player = await bundle("player.js", { LISTENING_VERSION: JSON.stringify(version) });

for (const [name, contents] of Object.entries({ "player.js": player, "listening.js": listening })) {
  const file = new URL(`dist/${name}`, import.meta.url);
  if (!process.argv.includes("--check")) {
    await writeFile(file, contents);
  } else if (!contents.equals(await readFile(file))) {
    console.error(`dist/${name} was not built from src/; run \`make player\``);
    process.exitCode = 1;
  }
}
