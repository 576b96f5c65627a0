/** Whether a notice is about something that is missing in the clip, and belongs to its facts. */
export const leavesOut = (code: string): boolean => ['sound_left_out', 'sound_damaged'].includes(code);
