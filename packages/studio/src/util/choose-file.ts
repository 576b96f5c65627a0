/**
 * Opens the system's file dialog for one file.
 * @param accept MIME types and name endings the dialog offers, as in the `accept` attribute.
 */
export function chooseFile(accept: string, onFile: (file: File) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) onFile(file);
  };
  input.click();
}
