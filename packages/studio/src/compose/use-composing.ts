import { type KeyboardEvent, useRef } from 'react';

/**
 * Tells the keys that an input method takes from those that are meant for the page.
 * @returns Whether a key is the input method's, and the handlers of the text field.
 */
export function useComposing() {
  const composing = useRef(false);
  return {
    // 229 is what browsers send for keys an input method takes; Safari ends composition before the Enter that ends it.
    takes: (event: KeyboardEvent): boolean =>
      event.nativeEvent.isComposing || composing.current || event.keyCode === 229,
    handlers: {
      onCompositionStart: () => {
        composing.current = true;
      },
      onCompositionEnd: () => {
        // After the keydown that ends the conversion has passed.
        setTimeout(() => {
          composing.current = false;
        }, 0);
      },
    },
  };
}
