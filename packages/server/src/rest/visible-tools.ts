import type { Principal, ToolDescription } from '@toolwright/core';

/** Whether the caller holds everything that the tool asks for. */
export function mayCall(
  tool: Pick<ToolDescription, 'permissions'>,
  principal: Principal | undefined,
): boolean {
  return tool.permissions.every((permission) => principal?.permissions.includes(permission));
}

/** Makes what lists the tools for a caller: only those that it may call, each as JSON that is written once. */
export function toolLister(tools: readonly ToolDescription[]): (principal: Principal | undefined) => string {
  const written = tools.map((tool) => ({ tool, text: JSON.stringify(tool) }));
  return (principal) => {
    const texts = written.filter(({ tool }) => mayCall(tool, principal)).map(({ text }) => text);
    return `{"tools":[${texts.join(',')}]}`;
  };
}
