/** Text that a stranger chose, fit for a terminal: without control and formatting characters it moves no cursor and hides nothing. */
export const plainText = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ").slice(0, 500);
