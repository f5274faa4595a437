export function constantsInMemory(source: string): string;
