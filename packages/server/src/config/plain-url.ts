import { z } from 'zod';

/** A web address without a name and password in it: those would be printed wherever the address is. Keys have their own field. */
export const plainUrl = z.url({ protocol: /^https?$/ }).superRefine((url, context) => {
  if (!URL.canParse(url)) return;
  const { username, password } = new URL(url);
  if (username === '' && password === '') return;
  const message = 'it contains a name or password; use the fields for keys';
  context.addIssue({
    code: 'custom',
    message,
    params: { ja: 'ユーザー名やパスワードが含まれています。キーは専用の項目に書いてください' },
  });
});
