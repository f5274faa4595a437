import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type Declaration, declarationsOf, emitDeclarations, type Member, namedOptions } from "../scripts/api/declarations.ts";
import { exportsOf } from "./source/exports.ts";
import { root, sourceFiles } from "./source/source-files.ts";

interface Option extends Member {
  readonly of: string;
}

/** Every member of the types of options, and of object types written into a function's own parameters. */
let options: readonly Option[];

beforeAll(async () => {
  await mkdir(join(root, "runs"), { recursive: true });
  const declared = await emitDeclarations(root);
  const exported = ["tensor", "tensor-blas", "credence", "lab", "tabular"].flatMap((name) => exportsOf(`packages/${name}/src/index.ts`));
  const isFunction = ({ kind, text }: Declaration) => kind === "function" || (kind === "const" && text.includes("=>"));
  const functions = exported.flatMap((name) =>
    (declared.get(name.path) ?? []).filter((one) => one.name === name.declared && isFunction(one)),
  );
  // a prediction that a function takes apart is no option
  const taken = new Set(functions.flatMap(namedOptions).filter((name) => !name.endsWith("Predictive")));
  const types = [...declared].flatMap(([path, declarations]) =>
    declarations
      .filter(({ kind, name }) => (kind === "interface" || kind === "type") && (/(Options|Settings)$/.test(name) || taken.has(name)))
      .flatMap(({ name, members }) => members.map((member): Option => ({ ...member, of: `${path}: ${name}` }))),
  );
  const inline = functions.flatMap(({ name, members }) =>
    members.filter(({ ofResult }) => !ofResult).map((member): Option => ({ ...member, of: name })),
  );
  // what a brand is made of is no option
  options = [...types, ...inline].filter(({ name }) => !name.startsWith("["));
}, 300_000);

const listed = (some: readonly Option[]): string[] => some.map(({ of, name }) => `${of}.${name}`);

test("the options are found", () => {
  expect(options.length).toBeGreaterThan(200);
  expect(listed(options)).toEqual(
    expect.arrayContaining(["packages/credence/src/optim/adam.ts: AdamOptions.beta1", "randomUniform.low", "fprAtTpr.tpr"]),
  );
});

test("each says what it is", () => {
  expect(listed(options.filter(({ docstring }) => docstring === undefined || docstring.startsWith("@")))).toEqual([]);
});

test("each that may be left out says what then holds: @default", () => {
  expect(listed(options.filter(({ optional, docstring }) => optional && !/@default \S/.test(docstring ?? "")))).toEqual([]);
});

/**
 * Defaults as the code gives them: of members of a type that a function takes apart, in its parameters `{ a = 1 }: Name`, or after it has looked at
 * them, `const { a = 1 } = options`. Texts and numbers only.
 */
const defaultsInCode = sourceFiles("packages").flatMap(({ path, code, forTests }) =>
  forTests
    ? []
    : [
        ...code.matchAll(/\{(?<members>[^{}]*)\}: (?:readonly )?(?<type>\w+(?:Options|Settings))\b/g),
        ...code.matchAll(/\b(?<given>\w+): (?<type>\w+(?:Options|Settings))\b[\s\S]{0,900}?const \{(?<members>[^{}]*)\} = \k<given>;/g),
      ].flatMap(({ groups: { members, type } = {} }) =>
        [...members!.matchAll(/(\w+)(?:: \w+)? = ("[^"]*"|-?[\d._]+(?:e-?\d+)?|true|false)(?=\s*(?:,|$))/g)].map(([, name, value]) => ({
          path,
          type: type!,
          name: name!,
          value: value!,
        })),
      ),
);

test("a default is the one in the code", () => {
  expect(defaultsInCode.length).toBeGreaterThan(25);
  const written = new Map(options.map(({ of, name, docstring }) => [`${of.split(": ")[1]}.${name}`, docstring]));
  const said = (docstring: string | undefined) => /@default ("[^"]*"|[^\s:]+)/.exec(docstring ?? "")?.[1];
  const differs = defaultsInCode.filter(({ type, name, value }) => {
    const docstring = written.get(`${type}.${name}`);
    // a member of a type it extends is looked at there
    if (docstring === undefined) return false;
    const text = said(docstring);
    return text !== value && Number(text) !== Number(value);
  });
  expect(differs).toEqual([]);
});

test("what must be given has no default", () => {
  expect(listed(options.filter(({ optional, docstring }) => !optional && docstring?.includes("@default")))).toEqual([]);
});

test("the reader of declarations sees members, overloads and docstrings", () => {
  const text = `/** Takes it apart. */
export declare function take(x: number, { low }?: {
    /** Smallest. @default 0 */
    low?: number;
    high: (x: number) => {
        deep: number;
    };
}): void;
export declare function take(x: string): void;
export interface Empty {
}
/**
 * Two lines
 * of it.
 */
export type One = {
    readonly of: "a";
};
`;
  const [take, empty, one] = declarationsOf(text);
  expect(take).toMatchObject({ name: "take", kind: "function", docstring: "Takes it apart." });
  expect(take!.text).toContain("take(x: string)");
  expect(take!.members.map(({ name, optional, docstring }) => ({ name, optional, docstring }))).toEqual([
    { name: "low", optional: true, docstring: "Smallest. @default 0" },
    { name: "high", optional: false, docstring: undefined },
  ]);
  expect(empty).toMatchObject({ name: "Empty", members: [] });
  expect(one).toMatchObject({ docstring: "Two lines\nof it.", members: [{ name: "of", optional: false }] });
});
