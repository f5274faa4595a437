import { type Exported, exportsOf } from "../../test/source/exports.ts";
import type { Declaration } from "./declarations.ts";

/** A page of the reference: the public names that are declared below a folder. */
export interface Page {
  /** Its file in docs/api. */
  readonly file: string;
  readonly title: string;
  /** The module that gives the names. */
  readonly specifier: string;
  readonly folder: string;
}

const ofCredence: readonly (readonly [folder: string, holds: string])[] = [
  ["model", "a network, a prior and a likelihood together"],
  ["nn", "layers, networks, noise"],
  ["distributions", "densities, draws, KL divergences"],
  ["inference", "methods, posteriors, prediction, pruning"],
  ["predictive", "what draws say about new x, and how uncertain it is"],
  ["metrics", "how good that was"],
  ["tasks", "scores, acquisition, detectors, adversarial attacks, bandits"],
  ["optim", "optimisers and schedules"],
  ["saving", "safetensors"],
];

/** The pages in reading order; a name belongs to the first whose folder holds its file. */
const pages: readonly Page[] = [
  ...ofCredence.map(([folder, holds]) => ({
    file: `credence-${folder}.md`,
    title: `credence, ${folder}: ${holds}`,
    specifier: "credence",
    folder: `packages/credence/src/${folder}/`,
  })),
  { file: "credence-settings.md", title: "credence: settings", specifier: "credence", folder: "packages/credence/src/" },
  {
    file: "tensor.md",
    title: "@credence/tensor: arrays, operations, gradients, random numbers",
    specifier: "@credence/tensor",
    folder: "packages/tensor/src/",
  },
  {
    file: "tensor-blas.md",
    title: "@credence/tensor-blas: a system BLAS",
    specifier: "@credence/tensor-blas",
    folder: "packages/tensor-blas/src/",
  },
  { file: "tabular.md", title: "@credence/tabular: your own tables", specifier: "@credence/tabular", folder: "packages/tabular/src/" },
  {
    file: "tabular-images.md",
    title: "@credence/tabular/images: your own images",
    specifier: "@credence/tabular/images",
    folder: "packages/tabular/src/",
  },
  { file: "lab.md", title: "@credence/lab: experiments", specifier: "@credence/lab", folder: "packages/lab/src/" },
  {
    file: "lab-figures.md",
    title: "@credence/lab/figures: plots and tables",
    specifier: "@credence/lab/figures",
    folder: "packages/lab/src/",
  },
  { file: "lab-report.md", title: "@credence/lab/report: pages of a run", specifier: "@credence/lab/report", folder: "packages/lab/src/" },
];

/** What can be imported, and the file that gives its names. */
const modules = {
  credence: "packages/credence/src/index.ts",
  "@credence/tensor": "packages/tensor/src/index.ts",
  "@credence/tensor-blas": "packages/tensor-blas/src/index.ts",
  "@credence/tabular": "packages/tabular/src/index.ts",
  "@credence/tabular/images": "packages/tabular/src/images/index.ts",
  "@credence/lab": "packages/lab/src/index.ts",
  "@credence/lab/figures": "packages/lab/src/report/figures.ts",
  "@credence/lab/report": "packages/lab/src/report/index.ts",
};

const tags: Readonly<Record<string, string>> = { shape: "Shape", units: "Units", throws: "Throws", see: "See", default: "Default" };

/** A docstring as Markdown: formulas stand in blocks of their own, tags in a list, the example last. */
export function drawDocstring(docstring: string): string {
  const [prose, ...tagged] = docstring.split(/^@(?=\w)|(?<=\s)@(?=(?:shape|units|throws|see|default)\s)/m);
  const formulas = prose!
    .trim()
    .replaceAll(
      /(?:^|\n)((?: {2,}.*(?:\n|$))+)/g,
      (_, lines: string) => `\n\`\`\`text\n${lines.replaceAll(/^ {2}/gm, "").trimEnd()}\n\`\`\`\n`,
    );
  const list = tagged.map((one) => /^(\w+)\s*([\s\S]*)$/.exec(one)!);
  const listed = list
    .filter(([, tag]) => tag !== "example")
    .map(([, tag, text]) => `- ${tags[tag!] ?? tag}: ${text!.trim().replaceAll(/\s+/g, " ")}`);
  const examples = list.filter(([, tag]) => tag === "example").map(([, , text]) => `\`\`\`ts\n${text!.trim()}\n\`\`\``);
  return [formulas.trim(), listed.join("\n"), ...examples].filter((part) => part !== "").join("\n\n");
}

const signature = ({ text }: Declaration): string =>
  text
    .replaceAll(/^export (?:declare )?/gm, "")
    .replaceAll(/^(?: {4})+/gm, (spaces) => spaces.slice(spaces.length / 2))
    .trim();

const isType = ({ kind }: Declaration): boolean => kind === "interface" || kind === "type";

/** Types say so, because anchors do not tell `Model` from `model`. */
const headingOf = (name: string, declaration: Declaration): string => (isType(declaration) ? `${name} (type)` : name);

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-");

const drawEntry = ({ heading, declaration, path }: { heading: string; declaration: Declaration; path: string }): string =>
  [
    `## ${heading}`,
    `\`\`\`ts\n${signature(declaration)}\n\`\`\``,
    drawDocstring(declaration.docstring ?? ""),
    `[${path}](../../${path})`,
  ].join("\n\n");

/** Every page by its file, from what the compiler declares. @throws for a public name that no page or no declaration holds */
export function drawPages(declared: ReadonlyMap<string, readonly Declaration[]>): ReadonlyMap<string, string> {
  const exported = Object.entries(modules).flatMap(([specifier, file]) => exportsOf(file).map((one) => ({ ...one, specifier })));
  const pageOf = ({ path, specifier, name }: Exported & { specifier: string }): Page => {
    const page = pages.find((one) => one.specifier === specifier && path.startsWith(one.folder));
    if (!page) throw new Error(`api-reference: ${name} of ${path} belongs to no page`);
    return page;
  };
  const drawn = new Map<string, string>();
  const index: string[] = [];
  for (const page of pages) {
    const entries = exported
      .filter((one) => pageOf(one) === page)
      .map(({ name, declared: inner, path }) => {
        const declaration = declared.get(path)?.find((one) => one.name === inner);
        if (!declaration) throw new Error(`api-reference: the compiler declares no ${inner} in ${path}`);
        return { heading: headingOf(name, declaration), declaration, path };
      })
      // what is called before what it is called with
      .toSorted((a, b) => Number(isType(a.declaration)) - Number(isType(b.declaration)) || (a.heading < b.heading ? -1 : 1));
    if (entries.length === 0) continue;
    const names = entries.map(({ heading }) => `[${heading}](#${anchorOf(heading)})`).join(", ");
    const about = `\`import { ... } from "${page.specifier}"\`. Generated from docstrings by \`npx node scripts/api-reference.ts\`; [all pages](README.md).`;
    drawn.set(page.file, `${[`# ${page.title}`, about, names, ...entries.map(drawEntry)].join("\n\n")}\n`);
    index.push(`- [${page.title}](${page.file}): ${entries.length} names`);
  }
  drawn.set(
    "README.md",
    `# API reference\n\nGenerated from the compiler's declarations and their docstrings by \`npx node scripts/api-reference.ts\`. Names with a point are members of a namespace: \`import { metrics } from "credence"\`, then \`metrics.rmse\`.\n\n${index.join("\n")}\n`,
  );
  return drawn;
}
