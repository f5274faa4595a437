const signs: Readonly<Record<string, string>> = { "-": "⁻", ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((sign, digit) => [digit, sign])) };

/** A whole number as an exponent: "⁻⁷". */
export const superscript = (exponent: number): string => Array.from(String(exponent), (sign) => signs[sign]).join("");
