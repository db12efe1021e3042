/**
 * Small faults put into Solidity, one at a time, by the compiler's own syntax tree: what a test suite that is worth anything must notice. Pure: from sources and
 * trees to a list of replacements of text.
 */
export interface Mutant {
  /** Path of the source, as the compiler names it. */
  readonly file: string;
  /** The function that holds the change, or the contract outside functions. */
  readonly within: string;
  readonly line: number;
  readonly operator: string;
  /** Byte range of what is replaced. */
  readonly start: number;
  readonly length: number;
  readonly original: string;
  readonly replacement: string;
}

interface Node {
  readonly nodeType: string;
  readonly src: string;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).nodeType === "string";

/** The operators that stand in for each one. */
const otherOperators: Record<string, readonly string[]> = {
  ...{ "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"], "==": ["!="], "!=": ["=="] },
  ...{ "&&": ["||"], "||": ["&&"], "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["/"] },
  ...{ "<<": [">>"], ">>": ["<<"], "|": ["&"], "&": ["|"], "+=": ["-="], "-=": ["+="], "++": ["--"], "--": ["++"] },
};
const otherBuiltins: Record<string, string> = {
  ...{ add: "sub", sub: "add", shl: "shr", shr: "shl", and: "or", or: "and", lt: "gt", gt: "lt" },
};
const spanOf = (node: Node): { start: number; length: number } => {
  const [start = 0, length = 0] = node.src.split(":").map(Number);
  return { start, length };
};
const isSafe = (text: string): boolean => /^[0-9][0-9_]*$/.test(text);

export function mutantsOf(file: string, source: string, tree: unknown): Mutant[] {
  const bytes = Buffer.from(source);
  const found: Mutant[] = [];
  const textOf = (node: Node): string => {
    const { start, length } = spanOf(node);
    return bytes.subarray(start, start + length).toString();
  };
  const add = (within: string, operator: string, start: number, length: number, replacement: string): void => {
    const original = bytes.subarray(start, start + length).toString();
    const line = bytes.subarray(0, start).toString().split("\n").length;
    found.push({ file, within, line, operator, start, length, original, replacement });
  };
  const replace = (within: string, operator: string, node: Node, replacement: string): void => {
    const { start, length } = spanOf(node);
    add(within, operator, start, length, replacement);
  };
  /** Swaps the operator between two operands, wherever it stands among spaces. */
  const swapBetween = (within: string, from: number, to: number, operator: string): void => {
    const gap = bytes.subarray(from, to).toString();
    const at = gap.indexOf(operator);
    if (at < 0) return;
    for (const other of otherOperators[operator] ?? []) add(within, "operator", from + at, operator.length, other);
  };
  const endOf = (node: Node): number => spanOf(node).start + spanOf(node).length;
  const number = (within: string, node: Node, text: string): void => {
    if (!isSafe(text)) return;
    const value = BigInt(text.replaceAll("_", ""));
    const { start } = spanOf(node);
    add(within, "number", start, text.length, `${value + 1n}`);
    if (value > 0n) add(within, "number", start, text.length, `${value - 1n}`);
  };

  const visit = (node: Node, within: string, unchecked: boolean): void => {
    let inside = within;
    let free = unchecked;
    switch (node.nodeType) {
      case "ImportDirective":
      case "EventDefinition":
      case "ErrorDefinition":
      case "PragmaDirective":
        return;
      case "ContractDefinition":
      case "FunctionDefinition":
      case "ModifierDefinition":
        inside = (node.name as string) || (node.kind as string) || within;
        break;
      case "UncheckedBlock":
        free = true;
        break;
      case "BinaryOperation": {
        const [left, right] = [node.leftExpression as Node, node.rightExpression as Node];
        swapBetween(within, endOf(left), spanOf(right).start, node.operator as string);
        break;
      }
      case "Assignment": {
        const [left, right] = [node.leftHandSide as Node, node.rightHandSide as Node];
        swapBetween(within, endOf(left), spanOf(right).start, node.operator as string);
        break;
      }
      case "UnaryOperation": {
        const operand = node.subExpression as Node;
        if (node.operator === "!") replace(within, "negation", node, textOf(operand));
        else swapBetween(within, spanOf(node).start, endOf(node), node.operator as string);
        break;
      }
      case "IfStatement":
      case "Conditional":
        replace(within, "condition", node.condition as Node, "true");
        replace(within, "condition", node.condition as Node, "false");
        break;
      case "Literal":
        if (node.kind === "bool") replace(within, "boolean", node, node.value === "true" ? "false" : "true");
        if (node.kind === "number") number(within, node, (textOf(node).split(/\s/)[0] ?? "").trim());
        break;
      case "Return": {
        const value = node.expression as (Node & { typeDescriptions?: { typeString?: string } }) | undefined;
        if (value?.typeDescriptions?.typeString === "bool" && value.nodeType !== "Literal")
          replace(within, "negation", value, `!(${textOf(value)})`);
        break;
      }
      case "ExpressionStatement":
      case "EmitStatement":
      case "RevertStatement":
      case "Continue": {
        const text = textOf(node);
        const { start, length } = spanOf(node);
        const ended = bytes.subarray(start + length, start + length + 1).toString() === ";" ? length + 1 : length;
        add(within, "statement", start, ended, "{}");
        if (!free && node.nodeType === "ExpressionStatement" && /[^+\-*/=!<>][+\-*]=? /.test(text))
          add(within, "unchecked", start, ended, `unchecked { ${text}; }`);
        break;
      }
      case "ModifierInvocation":
        if (node.kind === "modifierInvocation") replace(within, "modifier", node, "");
        break;
      case "YulFunctionCall": {
        const name = node.functionName as Node;
        const other = otherBuiltins[name.name as string];
        if (other !== undefined) replace(within, "builtin", name, other);
        break;
      }
      case "YulLiteral":
        if (node.kind === "number") number(within, node, textOf(node));
        break;
      case "YulExpressionStatement":
        replace(within, "statement", node, "{}");
        break;
      default:
        break;
    }
    for (const [field, value] of Object.entries(node)) {
      // The type of a declaration has literals of its own (array lengths); a constant's value is mutated, its name is not.
      if (field === "documentation" || field === "typeName") continue;
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, inside, free);
    }
  };
  if (isNode(tree)) visit(tree, file, false);
  const unique = new Map(found.map((mutant) => [`${mutant.start}:${mutant.length}:${mutant.replacement}`, mutant]));
  return [...unique.values()].sort((a, b) => a.start - b.start || a.replacement.localeCompare(b.replacement));
}
