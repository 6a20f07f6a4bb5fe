/** A node of a template's syntax tree, or the token of an operator in it. */
interface Node {
  readonly type: string;
  readonly [part: string]: unknown;
}

/**
 * The variables that a Jinja template reads before it sets them anywhere: those that it wants to be given. What it calls is
 * none of them, since data cannot be called.
 *
 * @param template as the parser gives it
 */
export function freeVariables(template: object): string[] {
  const reading = new Reading();
  reading.read(template);
  return [...reading.free];
}

/** What is known without being given: constants, and what loops and macros have in them. */
const KNOWN = ["true", "false", "none", "True", "False", "None", "loop", "caller", "varargs", "kwargs"];

/** Goes through a template in the order in which its parts are evaluated, which is not always that of the text. */
class Reading {
  readonly free = new Set<string>();
  private readonly set = new Set(KNOWN);

  read(...parts: readonly unknown[]): void {
    for (const part of parts) {
      if (Array.isArray(part) || part instanceof Map) this.read(...part);
      else if (isNode(part)) this.node(part);
    }
  }

  private node(node: Node): void {
    switch (node.type) {
      case "Identifier":
        if (!this.set.has(String(node.value))) this.free.add(String(node.value));
        break;
      case "Set":
        this.read(node.value, node.body);
        this.assign(node.assignee);
        break;
      case "For":
        this.loop(node);
        break;
      case "Macro":
        this.assign(node.name);
        this.callable(node.args, node.body);
        break;
      case "CallStatement":
        this.read(node.call);
        this.callable(node.callerArgs, node.body);
        break;
      case "MemberExpression":
        this.read(node.object, node.computed && node.property);
        break;
      case "CallExpression":
        this.read(isName(node.callee) || node.callee, node.args);
        break;
      case "FilterExpression":
      case "FilterStatement":
        this.read(node.operand, node.body, isName(node.filter) || node.filter);
        break;
      case "TestExpression":
        this.read(node.operand);
        break;
      case "KeywordArgumentExpression":
        this.read(node.value);
        break;
      default: {
        const { operator: _, ...parts } = node;
        this.read(...Object.values(parts));
      }
    }
  }

  /** The condition of `for x in xs if x.y` is one on what is looped over. */
  private loop({ iterable, loopvar, body, defaultBlock }: Node): void {
    const filtered = isNode(iterable) && iterable.type === "SelectExpression" ? iterable : undefined;
    this.read(filtered?.lhs ?? iterable);
    this.assign(loopvar);
    this.read(filtered?.test, body, defaultBlock);
  }

  private callable(parameters: unknown, body: unknown): void {
    this.assign(parameters);
    this.read(parameters, body);
  }

  /** @param target a name, several, or parameters of which some have a default */
  private assign(target: unknown): void {
    if (Array.isArray(target)) for (const each of target) this.assign(each);
    else if (isName(target)) this.set.add(String(target.value));
    else if (isNode(target)) this.assign(target.type === "TupleLiteral" ? target.value : target.key);
  }
}

const isName = (part: unknown): part is Node => isNode(part) && part.type === "Identifier";

const isNode = (part: unknown): part is Node =>
  typeof part === "object" && part !== null && "type" in part && typeof part.type === "string";
