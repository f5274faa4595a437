/**
 * A CommonJS file that requires nothing as an ES module of the same names, as bundlers make it: ml-matrix has names for pages about such a
 * file. Any other text stays as it is.
 */
export function asModule(code: string): string {
  const names = [...new Set([...code.matchAll(/^exports\.([A-Za-z_]\w*) = /gm)].map(([, name]) => name!))];
  if (names.length === 0) return code;
  const locals = names.map((name, i) => ({ name, local: `exported${i}` }));
  const picked = locals.map(({ name, local }) => `${name}: ${local}`).join(", ");
  const passed = locals.map(({ name, local }) => `${local} as ${name}`).join(", ");
  return `const exports = {};\n(() => {\n${code}\n})();\nconst { ${picked} } = exports;\nexport { ${passed} };\n`;
}
