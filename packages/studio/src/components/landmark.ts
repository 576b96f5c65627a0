/** Id of the page's main landmark: the skip link leads to it, and menus open inside it. */
export const contentId = 'content';
